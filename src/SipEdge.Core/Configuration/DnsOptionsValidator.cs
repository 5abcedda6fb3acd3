namespace SipEdge.Core.Configuration;

internal static class DnsOptionsValidator
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void Validate(DnsOptions dns, ProblemList problems)
    {
        for (var i = 0; i < dns.Servers.Length; i++)
        {
            if (!EndpointText.TryParseBind(dns.Servers[i], DnsOptions.Port, out _, out var why))
            {
                problems.Error($"dns.servers[{i}]", why!, "an address, or address:port");
            }
        }
        Between(problems, "dns.timeout", dns.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        Between(problems, "dns.start_wait", dns.StartWait, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Between(problems, "dns.min_ttl", dns.MinTtl, TimeSpan.FromSeconds(1), Day);
        Between(problems, "dns.max_ttl", dns.MaxTtl, TimeSpan.FromSeconds(1), Day);
        if (dns.Attempts is { } attempts)
        {
            Rules.Range(problems, "dns.attempts", attempts, 1, 5);
        }
        if (dns.MaxTtl < dns.MinTtl)
        {
            problems.Error("dns.max_ttl", "max_ttl is shorter than min_ttl", DurationText.Write(dns.MinTtl));
        }
    }

    private static void Between(ProblemList problems, string path, TimeSpan? value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            problems.Error(path, $"{DurationText.Write(value.Value)} is out of range", $"{DurationText.Write(least)} to {DurationText.Write(most)}");
        }
    }
}
