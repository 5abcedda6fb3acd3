using System.Net;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Resolution;

namespace SipEdge.Hosting;

/// <summary>Resolves the names of a configuration as its <c>dns</c> block and this machine's files say.</summary>
internal sealed class NameLookup
{
    private const string ResolvConfFile = "/etc/resolv.conf";
    private const string Hosts = "/etc/hosts";

    private readonly SipResolver _resolver;
    private readonly DnsCache _cache;

    public NameLookup(DnsOptions options, TimeProvider time)
    {
        var settings = Settings(options);
        Client = new DnsClient(settings, time);
        _cache = new DnsCache(settings, time);
        _resolver = new SipResolver(Client, _cache, settings, static () => HostsFile.Read(ReadIfThere(Hosts)));
    }

    public DnsClient Client { get; }

    public Task<SipPlan> ResolveAsync(SipHost host, CancellationToken cancellation) => _resolver.ResolveAsync(host, cancellation);

    /// <summary>What is known without asking anybody, for people; null: nothing.</summary>
    public DnsAnswer? Known(DnsQuestion question) => HostsFile.Read(ReadIfThere(Hosts)).Find(question) ?? _cache.Find(question);

    /// <summary>Each name once, for a verb that asks and ends.</summary>
    public static async Task<IReadOnlyList<(ConfiguredName Name, SipPlan Plan)>> AllAsync(
        EdgeOptions options, CancellationToken cancellation)
    {
        var lookup = new NameLookup(options.Dns, TimeProvider.System);
        var names = ConfiguredNames.Of(options);
        var plans = await Task.WhenAll(names.Select(name => lookup.ResolveAsync(name.Host, cancellation))).ConfigureAwait(false);
        return [.. names.Zip(plans)];
    }

    private static DnsSettings Settings(DnsOptions options)
    {
        var system = ResolvConf.Read(ReadIfThere(ResolvConfFile));
        return system with
        {
            Servers = options.Servers.IsEmpty ? system.Servers : [.. options.Servers.Select(Server)],
            Timeout = options.Timeout ?? system.Timeout,
            Attempts = options.Attempts ?? system.Attempts,
            MinTtl = options.MinTtl,
            MaxTtl = options.MaxTtl,
        };
    }

    private static IPEndPoint Server(string text) =>
        IPEndPoint.Parse(text) is { Port: > 0 } server ? server : new IPEndPoint(IPEndPoint.Parse(text).Address, DnsOptions.Port);

    // Read anew each time, as the C library does: containers and DHCP write these files while we run.
    private static string ReadIfThere(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
