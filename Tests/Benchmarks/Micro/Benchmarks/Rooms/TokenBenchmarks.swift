import Accounts
import Auth
import Benchmark
import Primitives

/// A token that comes with request after request, and tokens that were never seen before.
func measureTokens() {
    let now = Timestamp(seconds: 1_700_000_000)
    let user = User(
        id: 3, ledger: 3, email: "user3@example.com", username: "user3", fullName: nil, isActive: true,
        dateCreated: now, generation: 1)

    Benchmark("Token: verify a known one") { benchmark, tokens in
        let token = tokens.issue(for: user, at: now)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(tokens.claims(of: token, at: now)) }
    } setup: {
        AccessTokens(keys: try sampleKeys(), lifetime: 1800, random: .secure)
    }

    Benchmark("Token: verify a fresh one") { benchmark, tokens in
        let fresh = benchmark.scaledIterations.map { _ in tokens.issue(for: user, at: now) }
        benchmark.startMeasurement()
        for token in fresh { blackHole(tokens.claims(of: token, at: now)) }
    } setup: {
        AccessTokens(keys: try sampleKeys(), lifetime: 1800, random: .secure)
    }

    Benchmark("Token: issue") { benchmark, tokens in
        for _ in benchmark.scaledIterations { blackHole(tokens.issue(for: user, at: now)) }
    } setup: {
        AccessTokens(keys: try sampleKeys(), lifetime: 1800, random: .secure)
    }
}

func sampleKeys() throws -> Keys {
    Keys(secret: try Secret(bytes: Array(repeating: 7, count: Secret.shortest)))
}
