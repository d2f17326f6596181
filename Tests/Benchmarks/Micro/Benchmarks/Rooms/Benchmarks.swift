import Benchmark

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], warmupIterations: 100, scalingFactor: .kilo, maxDuration: .seconds(2),
        maxIterations: 10_000)
    measureJSON()
    measureFilter()
    measureTokens()
    measureRows()
}
