import CCrypto
import Glibc
import Invoicing

/// Until when certificates (RFC 5280) are good.
package enum CertificateExpiry {
    /// The end of the first to expire among the certificates of a PEM file; nil when there is none in it.
    package static func earliest(inPEM bytes: [UInt8]) -> Timestamp? {
        bytes.withUnsafeBytes { buffer in
            guard let input = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return nil }
            defer {
                BIO_free(input)
                // The end of the text is an error to the reader.
                ERR_clear_error()
            }
            var earliest: Timestamp?
            while let certificate = PEM_read_bio_X509(input, nil, nil, nil) {
                defer { X509_free(certificate) }
                var time = tm()
                guard ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) == 1 else { return nil }
                let end = Timestamp(seconds: Int64(timegm(&time)))
                earliest = earliest.map { min($0, end) } ?? end
            }
            return earliest
        }
    }
}
