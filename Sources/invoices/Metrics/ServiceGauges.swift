import FastCGI
import Invoicing
import Service

/// The figures of `/metrics` that the handler layer cannot know, gathered when somebody asks.
struct ServiceGauges: Sendable {
    let configuration: InvoicesConfiguration
    let started: WallTime
    let load: ServerLoad

    func all() -> [Gauge] {
        process + lanes + files
    }

    private var process: [Gauge] {
        [
            Gauge(
                "invoices_build_info", "The program that runs; always 1.", [.init(1, "version", Version.text)]),
            Gauge(
                "process_start_time_seconds", "When this program was executed, in seconds since 1970.",
                Double(started.milliseconds) / 1000),
            Gauge(
                "process_resident_memory_bytes", "Memory that the process occupies.",
                Double(ProcessFigures.residentMemory)),
            Gauge("process_open_fds", "Descriptors that are open.", Double(ProcessFigures.openDescriptors)),
        ]
    }

    private var lanes: [Gauge] {
        let (busy, hashing, waiting) = (load.busyWorkers, load.busyHashers, load.waitingForHashers)
        return [
            Gauge(
                "invoices_lane_threads", "Threads of each lane.",
                [
                    .init(Double(configuration.workers), "lane", "workers"),
                    .init(Double(configuration.hashingThreads), "lane", "hashing"),
                ]),
            Gauge(
                "invoices_lane_busy_threads", "Threads of each lane that are answering a request.",
                [.init(Double(busy), "lane", "workers"), .init(Double(hashing), "lane", "hashing")]),
            Gauge(
                "invoices_lane_waiting_requests", "Requests that wait for a thread of the lane.",
                [.init(Double(waiting), "lane", "hashing")]),
            Gauge(
                "invoices_lane_waiting_limit", "How many may wait before more are refused.",
                [.init(Double(configuration.hashingQueue), "lane", "hashing")]),
            Gauge(
                "invoices_connections", "Connections of the web server's.",
                [
                    .init(Double(load.idleConnections), "state", "idle"),
                    .init(Double(busy + hashing + waiting), "state", "busy"),
                ]),
        ]
    }

    private var files: [Gauge] {
        var gauges = [
            Gauge(
                "invoices_database_bytes", "Size of the database and of its write-ahead log.",
                [
                    .init(Double(fileSize(configuration.database) ?? 0), "file", "database"),
                    .init(Double(fileSize(configuration.database + "-wal") ?? 0), "file", "wal"),
                ])
        ]
        if let disk = DiskSpace(of: configuration.database) {
            gauges.append(
                Gauge("invoices_disk_free_bytes", "Room on the database's disk.", Double(disk.free)))
        }
        if let backup = BackupRecord(in: configuration.dataDirectory) {
            gauges.append(
                Gauge(
                    "invoices_last_backup_timestamp_seconds", "When the last backup was made, in seconds since 1970.",
                    Double(backup.time.seconds)))
        }
        return gauges
    }
}
