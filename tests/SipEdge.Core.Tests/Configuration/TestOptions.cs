using System.Collections.Immutable;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

/// <summary>Small configurations to start a test from, and the short way to a model.</summary>
internal static class TestOptions
{
    public static readonly ImmutableDictionary<SecretReference, Secret> NoSecrets = ImmutableDictionary<SecretReference, Secret>.Empty;

    /// <summary>Listens on all transports; one domain, example.net, with the ACLs given.</summary>
    public static EdgeOptions Edge(params (string Name, AclOptions Acl)[] acls) => new()
    {
        Listeners =
        [
            new ListenerOptions { Name = "udp", Transport = TransportKind.Udp, Bind = "192.0.2.10:5060" },
            new ListenerOptions { Name = "tcp", Transport = TransportKind.Tcp, Bind = "192.0.2.10:5060" },
            new ListenerOptions { Name = "tls", Transport = TransportKind.Tls, Bind = "192.0.2.10:5061", Tls = "own" },
            new ListenerOptions { Name = "udp6", Transport = TransportKind.Udp, Bind = "[2001:db8::10]:5060" },
        ],
        Tls = Named(("own", new TlsOptions { SelfSigned = true })),
        Acls = Named(acls),
        Domains = Named(("example.net", new DomainOptions { Acls = [.. acls.Select(acl => acl.Name)] })),
        DefaultDomain = "example.net",
        Routes = [new RouteOptions { To = RouteOptions.Echo }],
    };

    public static ImmutableSortedDictionary<string, T> Named<T>(params (string Name, T Value)[] rows) =>
        rows.ToImmutableSortedDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);

    public static AddressOptions Address(string prefix, int? port = null, int? localPort = null, TransportKind? transport = null) =>
        new() { Prefix = prefix, Port = port, LocalPort = localPort, Transport = transport };

    public static GatewayOptions Gateway(string name, string address) => new() { Name = name, Address = address };

    public static TrunkOptions Trunk(params GatewayOptions[] gateways) => new() { Gateways = [.. gateways] };

    public static SecretReference Password(string name) => new(SecretKind.Env, name);

    /// <summary>Every reference's secret is its name.</summary>
    public static Dictionary<SecretReference, Secret> SecretsOf(EdgeOptions options) => SecretsValidator.References(options)
        .Select(row => row.Reference).Distinct()
        .ToDictionary(reference => reference, reference => new Secret(System.Text.Encoding.UTF8.GetBytes(reference.Name)));

    public static IReadOnlyList<Problem> Problems(EdgeOptions options)
    {
        var problems = new ProblemList(ConfigPositions.None);
        EdgeOptionsValidator.Validate(options, problems);
        SecretsValidator.Validate(options, SecretsOf(options), problems);
        return problems;
    }

    /// <summary>Fails the test when the options are not valid: an invalid configuration never gets as far as a model.</summary>
    public static EdgeModel Compile(EdgeOptions options)
    {
        Assert.DoesNotContain(Problems(options), problem => problem.Severity == ProblemSeverity.Error);
        return ModelCompiler.Compile(options, SecretsOf(options), ConfigPositions.None);
    }
}
