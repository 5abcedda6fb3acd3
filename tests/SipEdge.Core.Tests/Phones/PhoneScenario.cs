using SipEdge.Core.Configuration;
using SipEdge.Core.Phones.Registering;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Phones;

/// <summary>
/// The edge of <see cref="EdgeScenario"/> with phones behind it: accounts p0, p1 …, whose PBX is the trunk's first gateway and
/// registers whom it is asked to.
/// </summary>
internal sealed class PhoneScenario : IDisposable
{
    private byte _hosts = 20;

    public PhoneScenario(int seed = 1, int accounts = 5, Func<PhoneOptions, PhoneOptions>? change = null,
        Func<EdgeOptions, EdgeOptions>? edge = null, Action<EdgeScenario>? begin = null)
    {
        Edge = new EdgeScenario(seed, options => edge?.Invoke(With(options, accounts, change)) ?? With(options, accounts, change));
        Edge.Callee.Registrar = Pbx;
        Edge.Second.Registrar = SecondPbx;
        begin?.Invoke(Edge);
    }

    public EdgeScenario Edge { get; }

    public PhoneRegistrarPlan Pbx { get; } = new();

    public PhoneRegistrarPlan SecondPbx { get; } = new();

    public Handset Phone(int number, TransportKind transport = TransportKind.Udp, string? password = null) => new(
        Edge.Network, Address(_hosts++), $"p{number}", 1000 + number, transport, password ?? $"w{number}");

    public static SocketEndpoint Address(byte host) => SocketEndpoint.FromIpv4(0x0A000100u | host, 5060);

    public List<PhoneStatus> Phones
    {
        get
        {
            var all = new List<PhoneStatus>();
            Edge.Edge.CopyPhones(all, Edge.Now);
            return all;
        }
    }

    public PhoneCounters Counters => Edge.Edge.PhoneCounters!;

    public void Run(long milliseconds = 1_000) => Edge.Network.RunFor(milliseconds);

    /// <summary>The contact that the PBX calls the only phone by.</summary>
    public string OnlyContact => Assert.Single(Pbx.Contacts).Key;

    public static EdgeOptions With(EdgeOptions options, int accounts, Func<PhoneOptions, PhoneOptions>? change = null)
    {
        var phones = new PhoneOptions { Pbx = "pbx" };
        var names = Enumerable.Range(0, accounts).Select(number => $"p{number}").ToArray();
        return options with
        {
            Accounts = TestOptions.Named([.. names.Select(
                name => (name, new AccountOptions { Password = TestOptions.Password("w" + name[1..]) }))]),
            Acls = options.Acls.Add("phones", new AclOptions { Accounts = [.. names] }),
            Domains = TestOptions.Named(("edge.example", new DomainOptions
            {
                Acls = ["callers", "phones"],
                Phones = change?.Invoke(phones) ?? phones,
            })),
        };
    }

    public void Dispose() => Edge.Dispose();
}
