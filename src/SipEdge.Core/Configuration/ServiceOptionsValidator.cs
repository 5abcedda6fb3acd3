namespace SipEdge.Core.Configuration;

/// <summary>Admin, records and telemetry: what the executable serves around the edge.</summary>
internal static class ServiceOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        if (options.Admin.Listen is { } listen)
        {
            if (!EndpointText.TryParseBind(listen, 9060, out var endpoint, out var why))
            {
                problems.Error("admin.listen", why!, "\"127.0.0.1:9060\"");
            }
            else if (!System.Net.IPAddress.IsLoopback(endpoint.Address))
            {
                problems.Warning("admin.listen",
                    "the admin listener asks for no password; keep it on loopback or behind a firewall");
            }
        }
        if (options.Admin.Socket is { } socket && (!socket.StartsWith('/') || socket.Length > 107))
        {
            problems.Error("admin.socket", "an absolute path of at most 107 characters (sun_path of unix(7))");
        }
        Rules.Range(problems, "records.recent_attempts", options.Records.RecentAttempts, 0, 100_000);
        if (options.Telemetry.Otlp is { } otlp
            && !(Uri.TryCreate(otlp, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            problems.Error("telemetry.otlp", $"'{otlp}' is not an http or https address", "http://127.0.0.1:4317");
        }
    }
}
