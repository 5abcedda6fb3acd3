namespace SipEdge.Core.Configuration;

internal static class LimitOptionsValidator
{
    public static void Validate(LimitOptions limits, ProblemList problems)
    {
        const string Path = "security.limits";
        Rules.Range(problems, $"{Path}.message_bytes", limits.MessageBytes, 1_300, 65_535);
        Rules.Range(problems, $"{Path}.line_bytes", limits.LineBytes, 256, 65_535);
        Rules.Range(problems, $"{Path}.headers", limits.Headers, 20, Sip.Messages.SipParser.MaxHeaders);
        Rules.Range(problems, $"{Path}.connections", limits.Connections, 1, 1_000_000);
        Rules.Range(problems, $"{Path}.connections_per_source", limits.ConnectionsPerSource, 1, 1_000_000);
        Rules.Range(problems, $"{Path}.half_sent_per_source", limits.HalfSentPerSource, 1, 1_000_000);
        Rules.Range(problems, $"{Path}.handshakes", limits.Handshakes, 1, 100_000);
        Rules.Range(problems, $"{Path}.transactions", limits.Transactions, 100, 10_000_000);
        Rules.Range(problems, $"{Path}.nonces", limits.Nonces, 100, 10_000_000);
        Time("handshake_timeout", limits.HandshakeTimeout);
        Time("read_timeout", limits.ReadTimeout);
        Time("connect_timeout", limits.ConnectTimeout);
        Rules.Range(problems, $"{Path}.idle_timeout", limits.IdleTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));

        void Time(string key, TimeSpan value) =>
            Rules.Range(problems, $"{Path}.{key}", value, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5));
    }
}
