/// The paths of an installation that the doctor and the metrics look at.
package struct InstallationPaths: Equatable, Sendable {
    package let dataDirectory: String
    package let database: String
    /// The web server's certificate, in PEM.
    package let certificate: String

    package init(dataDirectory: String, database: String, certificate: String) {
        self.dataDirectory = dataDirectory
        self.database = database
        self.certificate = certificate
    }

    /// The database's write-ahead log.
    package var writeAheadLog: String { database + "-wal" }
}
