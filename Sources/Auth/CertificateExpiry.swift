import CCrypto
import Glibc
import Primitives

/// When certificates (RFC 5280) expire.
package enum CertificateExpiry {
    /// The earliest expiry among the certificates of a PEM file; nil when it contains none.
    package static func earliest(inPEM bytes: [UInt8]) -> Timestamp? {
        bytes.withUnsafeBytes { buffer in
            guard let input = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return nil }
            defer {
                BIO_free(input)
                // The reader reports the end of the text as an error.
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
