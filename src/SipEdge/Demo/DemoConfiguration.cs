using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Demo;

/// <summary>
/// The built-in default configuration on free loopback ports, with an account to call from and a phone to call. So a demo runs
/// beside an edge that serves.
/// </summary>
internal sealed class DemoConfiguration
{
    public const string User = "demo";
    private const string Trunk = "phone";

    public DemoConfiguration(IPEndPoint phone)
    {
        Signalling = FreePort();
        Tls = FreePort();
        var password = new SecretReference(SecretKind.Env, "SIPEDGE_DEMO_PASSWORD");
        var options = DefaultConfiguration.Options with
        {
            Listeners =
            [
                new ListenerOptions { Name = "udp", Transport = TransportKind.Udp, Bind = Signalling.ToString() },
                new ListenerOptions { Name = "tls", Transport = TransportKind.Tls, Bind = Tls.ToString(), Tls = CertificateName },
            ],
            Accounts = ImmutableSortedDictionary<string, AccountOptions>.Empty.Add(User,
            new AccountOptions { Password = password }),
            Acls = ImmutableSortedDictionary<string, AclOptions>.Empty.Add("callers", new AclOptions
            {
                Addresses = [new AddressOptions { Prefix = "127.0.0.0/8" }],
                Accounts = [User],
                Require = RequireMode.IpAndCredential,
            }),
            Domains = ImmutableSortedDictionary<string, DomainOptions>.Empty.Add("localhost",
            new DomainOptions { Acls = ["callers"] }),
            Trunks = ImmutableSortedDictionary<string, TrunkOptions>.Empty.Add(Trunk, new TrunkOptions
            {
                Gateways =
                [
                    new GatewayOptions
                    {
                        Name = Trunk,
                        Address = phone.Address.ToString(),
                        Port = phone.Port,
                        Direction = GatewayDirection.Outbound,
                    },
                ],
            }),
            Routes = [new RouteOptions { To = Trunk }],
        };
        var problems = new ProblemList(ConfigPositions.None);
        EdgeOptionsValidator.Validate(options, problems);
        if (problems.HasErrors)
        {
            throw new InvalidOperationException($"the demo's configuration is not valid: {problems[0]}");
        }

        Model = ModelCompiler.Compile(
            options,
            new Dictionary<SecretReference, Secret> { [password] = new(Encoding.ASCII.GetBytes(Password)) },
            ConfigPositions.None);
    }

    public string Password { get; } = RandomNumberGenerator.GetHexString(16);

    public IPEndPoint Signalling { get; }

    public IPEndPoint Tls { get; }

    public EdgeModel Model { get; }

    /// <summary>The name that the default configuration gives its self-signed certificate.</summary>
    public static string CertificateName { get; } = DefaultConfiguration.Options.Tls.Keys.Single();

    // Asked of the system and given back: somebody else could take it in between, and the bind would then say so.
    private static IPEndPoint FreePort()
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        udp.Bind(tcp.LocalEndPoint!);
        return (IPEndPoint)tcp.LocalEndPoint!;
    }
}
