using System.Collections.Immutable;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>
/// What serves without a file: UDP and TCP on 5060, TLS on 5061 with a certificate of its own making; loopback may call and
/// hears its own voice, everyone else is refused.
/// </summary>
public static class DefaultConfiguration
{
    private const string Domain = "localhost";
    private const string Loopback = "loopback";
    private const string SelfSigned = "self-signed";

    public static EdgeOptions Options { get; } = new()
    {
        Listeners =
        [
            new ListenerOptions { Name = "udp", Transport = TransportKind.Udp, Bind = "0.0.0.0:5060", Advertise = "127.0.0.1" },
            new ListenerOptions { Name = "tcp", Transport = TransportKind.Tcp, Bind = "0.0.0.0:5060", Advertise = "127.0.0.1" },
            new ListenerOptions
            {
                Name = "tls", Transport = TransportKind.Tls, Bind = "0.0.0.0:5061", Advertise = "127.0.0.1", Tls = SelfSigned,
            },
        ],
        Tls = ImmutableSortedDictionary<string, TlsOptions>.Empty.Add(SelfSigned, new TlsOptions { SelfSigned = true }),
        Acls = ImmutableSortedDictionary<string, AclOptions>.Empty.Add(Loopback, new AclOptions
        {
            Addresses = [new AddressOptions { Prefix = "127.0.0.0/8" }, new AddressOptions { Prefix = "::1" }],
        }),
        Domains = ImmutableSortedDictionary<string, DomainOptions>.Empty.Add(Domain, new DomainOptions { Acls = [Loopback] }),
        DefaultDomain = Domain,
        UnknownDomain = UnknownDomainPolicy.DefaultDomain,
        Routes = [new RouteOptions { To = RouteOptions.Echo }],
        Media = new MediaOptions { Ipv4 = new MediaAddressOptions { Address = "127.0.0.1" } },
    };

    internal static EdgeModel Compile() =>
        ModelCompiler.Compile(Options, ImmutableDictionary<SecretReference, Secret>.Empty, ConfigPositions.None);
}
