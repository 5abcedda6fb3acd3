using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>The keys of a file's top level, and the objects under them that are too small for a reader of their own.</summary>
internal static class EdgeOptionsReader
{
    public static EdgeOptions Read(YamlMap root, ReadContext context)
    {
        var reader = new MapReader(root, string.Empty, string.Empty, context);
        var options = new EdgeOptions
        {
            Version = ReadVersion(reader),
            Listeners = reader.List("listeners", ListenerReader.Read),
            Tls = reader.Named("tls", ListenerReader.ReadTls, reserved: "client"),
            TlsClient = ReadTlsClient(root, context),
            Accounts = reader.Named("accounts", AdmissionReader.ReadAccount),
            Acls = reader.Named("acls", AdmissionReader.ReadAcl),
            Domains = reader.Named("domains", AdmissionReader.ReadDomain),
            DefaultDomain = reader.Text("default_domain"),
            UnknownDomain = reader.Choice("unknown_domain", ConfigNames.UnknownDomain, UnknownDomainPolicy.Drop),
            UnknownSource = reader.Choice("unknown_source", ConfigNames.UnknownSource, UnknownSourcePolicy.Drop),
            Trunks = reader.Named("trunks", TrunkReader.Read),
            Groups = reader.Named("groups", GroupReader.Read),
            Policies = reader.Named("policies", PolicyReader.Read),
            Routes = reader.List("routes", RouteReader.Read),
            Numbers = reader.Object("numbers", NumberReader.ReadSpecial, new SpecialNumberOptions()),
            Media = reader.Object("media", MediaReader.Read, new MediaOptions()),
            Calls = reader.Object("calls", ReadCalls, new CallOptions()),
            Security = reader.Object("security", SecurityReader.Read, new SecurityOptions()),
            Loops = reader.Int("loops", 0),
            Admin = reader.Object("admin", ReadAdmin, new AdminOptions()),
            Records = reader.Object("records", ReadRecords, new RecordOptions()),
            Telemetry = reader.Object("telemetry", ReadTelemetry, new TelemetryOptions()),
            Timers = reader.Object("timers", ReadTimers, new TimerOptions()),
            Dns = reader.Object("dns", DnsReader.Read, new DnsOptions()),
        };
        reader.Finish();
        return options;
    }

    private static int ReadVersion(MapReader reader)
    {
        // Asked for as text first, so that its absence is told from a bad number.
        if (!reader.Has("version"))
        {
            reader.RequiredText("version");
            return EdgeOptions.CurrentVersion;
        }
        return reader.Int("version", EdgeOptions.CurrentVersion);
    }

    /// <summary>tls.client is no certificate of that name but how the edge checks others'.</summary>
    private static TlsClientOptions ReadTlsClient(YamlMap root, ReadContext context)
    {
        var tls = root.Entries.FirstOrDefault(entry => entry.Key == "tls")?.Value as YamlMap ?? new YamlMap([], root.Position);
        return new MapReader(tls, "tls", "tls", context).Object("client", ListenerReader.ReadTlsClient, new TlsClientOptions());
    }

    private static CallOptions ReadCalls(MapReader reader)
    {
        var otherwise = new CallOptions();
        return new CallOptions
        {
            MaxCalls = reader.Int("max_calls", otherwise.MaxCalls),
            MaxDuration = reader.Duration("max_duration", otherwise.MaxDuration),
            RingTimeout = reader.Duration("ring_timeout", otherwise.RingTimeout),
            OverloadMark = reader.Int("overload_mark", otherwise.OverloadMark),
            DrainSeconds = reader.Int("drain_seconds", otherwise.DrainSeconds),
        };
    }

    private static AdminOptions ReadAdmin(MapReader reader) => new()
    {
        Listen = reader.Text("listen"),
        Socket = reader.File("socket"),
    };

    private static RecordOptions ReadRecords(MapReader reader) => new()
    {
        Path = reader.File("path"),
        RecentAttempts = reader.Int("recent_attempts", new RecordOptions().RecentAttempts),
    };

    private static TelemetryOptions ReadTelemetry(MapReader reader) => new() { Otlp = reader.Text("otlp") };

    private static TimerOptions ReadTimers(MapReader reader)
    {
        var otherwise = new TimerOptions();
        return new TimerOptions
        {
            T1 = reader.Duration("t1", otherwise.T1),
            T2 = reader.Duration("t2", otherwise.T2),
            T4 = reader.Duration("t4", otherwise.T4),
        };
    }
}
