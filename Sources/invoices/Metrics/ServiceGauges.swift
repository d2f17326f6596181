import Administration
import FastCGI
import Primitives
import WebAPI

/// The gauges of `/metrics` that the handlers cannot know, read at each request.
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
                "invoices_build_info", "The version of the running program; always 1.",
                [.init(1, "version", Version.text)]),
            Gauge(
                "process_start_time_seconds", "When the program was started, in seconds since 1970.",
                Double(started.milliseconds) / 1000),
            Gauge(
                "process_resident_memory_bytes", "Resident memory of the process.",
                Double(ProcessFigures.residentMemory)),
            Gauge("process_open_fds", "Open file descriptors.", Double(ProcessFigures.openDescriptors)),
        ]
    }

    private var lanes: [Gauge] {
        let (busy, hashing, queued) = (load.busyWorkers, load.busyHashingThreads, load.queuedHashingRequests)
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
                [.init(Double(queued), "lane", "hashing")]),
            Gauge(
                "invoices_lane_waiting_limit", "How many requests may wait; further ones are refused.",
                [.init(Double(configuration.hashingQueue), "lane", "hashing")]),
            Gauge(
                "invoices_connections", "Connections from the web server.",
                [
                    .init(Double(load.idleConnections), "state", "idle"),
                    .init(Double(busy + hashing + queued), "state", "busy"),
                ]),
        ]
    }

    private var files: [Gauge] {
        let figures = InstallationFigures(of: configuration.paths)
        var gauges = [
            Gauge(
                "invoices_database_bytes", "Size of the database and of its write-ahead log.",
                [
                    .init(Double(figures.databaseSize), "file", "database"),
                    .init(Double(figures.writeAheadLogSize), "file", "wal"),
                ])
        ]
        if let free = figures.freeDiskSpace {
            gauges.append(
                Gauge("invoices_disk_free_bytes", "Free space on the database's disk.", Double(free)))
        }
        if let backup = figures.lastBackup {
            gauges.append(
                Gauge(
                    "invoices_last_backup_timestamp_seconds", "When the last backup was made, in seconds since 1970.",
                    Double(backup.seconds)))
        }
        return gauges
    }
}
