/// The files that `invoices setup` writes, apart from secrets: their paths and contents.
package struct SetupFiles {
    package static let configuration = "/etc/invoices/invoices.env"
    static let secret = "/etc/invoices/secret"
    static let tls = "/etc/invoices/tls"
    static let data = "/var/lib/invoices"
    static let site = "/etc/nginx/sites-available/invoices"
    static let enabledSite = "/etc/nginx/sites-enabled/invoices"

    let domain: HostName

    /// The path and contents of each file, in the order in which they are written.
    var all: [(path: String, text: String)] {
        [
            (Self.configuration, environment), ("/etc/nginx/invoices/http.conf", http),
            ("/etc/nginx/invoices/upstream.conf", upstream), ("/etc/nginx/invoices/server.conf", server),
            (Self.site, site),
        ]
    }

    private var environment: String {
        """
        # The service's configuration. All other variables are described, with their defaults, in
        # /usr/share/doc/invoices/examples/invoices.env. After a change: systemctl reload invoices
        INVOICES_DATA=\(Self.data)
        INVOICES_SECRET_FILE=\(Self.secret)
        INVOICES_TEMPLATES=/usr/share/invoices/templates
        INVOICES_CERTIFICATE=\(Self.tls)/certificate.pem
        INVOICES_PUBLIC_URL=https://\(domain.text)
        INVOICES_REGISTRATION=closed

        """
    }

    private var http: String {
        """
        # Limits sign-ins and registrations from one address.
        geo $invoices_is_sign_in_limited { default 1; }
        limit_req_zone $invoices_sign_in_client zone=invoices_sign_in:5m rate=30r/m;
        # How long browsers remember to use HTTPS only: a year.
        geo $invoices_hsts_seconds { default 31536000; }

        """
    }

    private var upstream: String {
        """
        # Requests beyond this many concurrent ones are refused at once.
        server unix:/run/invoices/service.sock max_conns=512;

        """
    }

    private var server: String {
        """
        listen 80;
        listen [::]:80;
        listen 443 ssl http2;
        listen [::]:443 ssl http2;
        server_name \(domain.text);
        ssl_certificate \(Self.tls)/certificate.pem;
        ssl_certificate_key \(Self.tls)/key.pem;
        root /usr/share/invoices/templates;
        access_log /var/log/nginx/invoices.log invoices if=$invoices_is_logged;

        # HTTP is redirected to HTTPS.
        if ($https = "") {
            return 308 https://\(domain.text)$request_uri;
        }

        # For a certificate authority's HTTP challenge, such as certbot's --webroot -w /var/www/html.
        location ^~ /.well-known/acme-challenge/ {
            root /var/www/html;
            default_type text/plain;
        }

        """
    }

    private var site: String {
        """
        # Invoices at \(domain.text). The settings of this server are in /etc/nginx/invoices/.
        # The brackets make it a pattern, which may match nothing: while the package is removed, nginx and
        # its other sites start without this one.
        include /usr/share/invoices/nginx.con[f];

        """
    }
}
