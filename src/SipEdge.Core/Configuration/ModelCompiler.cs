using System.Collections.Immutable;
using System.Text;
using SipEdge.Media.Announcements;

namespace SipEdge.Core.Configuration;

/// <summary>
/// Options to model. The options have passed their validators and the secrets theirs: what fails here is a fault of ours.
/// </summary>
public static class ModelCompiler
{
    public static EdgeModel Compile(
        EdgeOptions options, IReadOnlyDictionary<SecretReference, Secret> secrets, ConfigPositions positions,
        IReadOnlyDictionary<string, AnnouncementClip>? clips = null, NameBook? names = null)
    {
        names ??= NameBook.Empty;
        var listeners = ListenerCompiler.Compile(options, positions);
        var special = NumberCompiler.Compile(options.Numbers, positions.Line("numbers.emergency"));
        var policies = PolicyCompiler.Compile(options, positions);
        var trunks = TrunkCompiler.Compile(
            options, listeners, special, policies, positions, clips ?? ImmutableDictionary<string, AnnouncementClip>.Empty,
            names, secrets);
        var groups = GroupCompiler.Compile(options, trunks, positions);
        var targets = GroupCompiler.Targets(trunks, groups);
        PolicyCompiler.Route(options, policies, targets, positions);
        var acls = AclCompiler.Compile(options, trunks, policies, positions);
        var clashes = NameClashFinder.Find(options, names);
        var addresses = new AddressTable(AddressCompiler.Compile(options, trunks, acls, names, clashes, positions));
        var domains = DomainCompiler.Compile(options, acls, secrets, policies, trunks, positions);
        var byName = options.Domains.Keys.Zip(domains)
            .ToDictionary(domain => domain.First, domain => domain.Second, StringComparer.Ordinal);
        return new EdgeModel(domains)
        {
            Listeners = listeners,
            TlsClient = options.TlsClient,
            DefaultDomain = options.DefaultDomain is null ? null : byName[options.DefaultDomain],
            Acls = acls.All,
            Addresses = addresses,
            NameClashes = clashes,
            Known = KnownSourceCompiler.Compile(options, trunks, names, positions),
            Trunks = [.. trunks.Values],
            Certified = CertifiedTrunkCompiler.Compile(trunks, acls),
            Groups = groups,
            RepairsAlg = trunks.Values.Any(static trunk => trunk.Media.AlgRepair)
                || domains.Any(static domain => domain.Phones is { CallerMedia.AlgRepair: true }),
            Routes = new RouteTable(RouteCompiler.Compile(options, byName, trunks, targets, acls, positions)),
            Assigned = NumberTableCompiler.Compile(options, targets, positions),
            SpecialNumbers = special,
            Media = MediaCompiler.Compile(options, listeners, positions),
            Security = CompileSecurity(options, positions),
            Calls = options.Calls,
            Limits = options.Security.Limits,
            Timers = options.Timers,
            Admin = options.Admin,
            Records = options.Records,
            Telemetry = options.Telemetry,
            Loops = options.Loops,
        };
    }

    private static SecurityModel CompileSecurity(EdgeOptions options, ConfigPositions positions) => new()
    {
        PresentButWrong = options.Security.PresentButWrong,
        SidHeader = Encoding.ASCII.GetBytes(options.Security.SidHeader),
        TokenHeader = Encoding.ASCII.GetBytes(options.Security.TokenHeader),
        NonceLifetimeMs = (long)options.Security.NonceLifetime.TotalMilliseconds,
        UnknownDomain = options.UnknownDomain,
        UnknownSource = options.UnknownSource,
        Rates = options.Security.Rates,
        Bans = options.Security.Bans,
        Scanners =
        [
            .. options.Security.Scanners.Select((name, index) => new ScannerModel(
                Encoding.ASCII.GetBytes(name), positions.Line($"security.scanners[{index}]"))),
        ],
        UnknownDomainLine = positions.Line("unknown_domain"),
        UnknownSourceLine = positions.Line("unknown_source"),
    };
}
