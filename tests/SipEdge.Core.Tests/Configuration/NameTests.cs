using System.Collections.Immutable;
using System.Net;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

/// <summary>What names in a configuration compile to.</summary>
public sealed class NameTests
{
    [Fact]
    public void A_name_that_is_not_resolved_has_no_target_and_admits_nobody()
    {
        var options = Trunks(("peer", TestOptions.Gateway("one", "sip.example.com")));
        var model = TestOptions.Compile(options);

        Assert.Empty(model.Trunks[0].Gateways[0].Targets);
        Assert.Equal(0, model.Addresses.Count);
    }

    [Fact]
    public void A_name_compiles_to_its_places_and_stays_a_name_in_URIs_and_certificates()
    {
        var options = Trunks(("peer", TestOptions.Gateway("one", "SIP.Example.com.")));
        var model = Compile(options, ("sip.example.com",
            [Place("198.51.100.1", 5061, TransportKind.Tls, 10, 3), Place("2001:db8::9", 5070, TransportKind.Udp, 20, 0)]));
        var gateway = model.Trunks[0].Gateways[0];

        Assert.Equal(
            [("198.51.100.1:5061", TransportKind.Tls, 2, "sip.example.com"), ("[2001:db8::9]:5070", TransportKind.Udp, 3, null)],
            gateway.Targets.Select(target => (target.ToString(), target.Transport, (int)target.Listener, target.ServerName)));
        Assert.All(gateway.Targets, target => Assert.Equal("sip.example.com", Encoding.ASCII.GetString(target.HostPort)));
        Assert.Equal([(10, 3), (20, 0)], gateway.Targets.Select(target => (target.Priority, target.Weight)));
    }

    [Fact]
    public void A_place_that_no_listener_reaches_is_no_target()
    {
        var model = Compile(
            Trunks(("peer", TestOptions.Gateway("one", "sip.example.com"))),
            ("sip.example.com", [Place("2001:db8::9", 5061, TransportKind.Tls), Place("198.51.100.1")]));

        Assert.Equal(["198.51.100.1:5060"], model.Trunks[0].Gateways[0].Targets.Select(target => target.ToString()));
    }

    [Theory]
    [InlineData("_sips._tcp.example.com", "example.com", TransportKind.Tls)]
    [InlineData("_sip._udp.example.com", "example.com", TransportKind.Udp)]
    [InlineData("example.com", "example.com", null)]
    public void A_record_may_be_named_itself(string address, string name, TransportKind? transport)
    {
        var asked = Assert.Single(ConfiguredNames.Of(Trunks(("peer", TestOptions.Gateway("one", address))))).Host;

        Assert.Equal((name, transport), (asked.Name, asked.Transport));
    }

    [Fact]
    public void What_a_gateway_may_use_is_what_is_asked_for()
    {
        var insecure = TestOptions.Trunk(TestOptions.Gateway("one", "sip.example.com")) with { Security = TrunkSecurity.Insecure };
        var bound = TestOptions.Trunk(TestOptions.Gateway("one", "sip.example.com") with { Listener = "udp6" });

        Assert.Equal(
            Reach.UdpOverIpv4 | Reach.TcpOverIpv4 | Reach.UdpOverIpv6,
            ConfiguredNames.Of(TestOptions.Edge() with { Trunks = TestOptions.Named(("peer", insecure)) })[0].Host.Reach);
        Assert.Equal(
            Reach.UdpOverIpv6,
            ConfiguredNames.Of(TestOptions.Edge() with { Trunks = TestOptions.Named(("peer", bound)) })[0].Host.Reach);
    }

    [Theory]
    [InlineData("sip.example.com", "24", "trunks.peer.gateways[0].prefix")]
    [InlineData("sip.example.com:5060", null, "trunks.peer.gateways[0].address")]
    [InlineData("sip..example.com", null, "trunks.peer.gateways[0].address")]
    [InlineData("192.0.2", null, "trunks.peer.gateways[0].address")]
    public void What_is_no_host_is_refused(string address, string? prefix, string path) =>
        Assert.Contains(
            TestOptions.Problems(Trunks(("peer", TestOptions.Gateway("one", address) with { Prefix = prefix }))),
            problem => problem.Severity == ProblemSeverity.Error && problem.Path == path);

    [Fact]
    public void A_record_that_is_named_and_contradicted_is_refused() =>
        Assert.Contains(
            TestOptions.Problems(Trunks(("peer", TestOptions.Gateway("one", "_sip._udp.example.com") with { Transport = TransportKind.Tcp }))),
            problem => problem.Path == "trunks.peer.gateways[0].address");

    [Fact]
    public void Keys_in_clear_text_need_their_word_also_when_DNS_could_say_TLS() =>
        Assert.Contains(
            TestOptions.Problems(Trunks(("peer", TestOptions.Gateway("one", "sip.example.com") with { Media = GatewayMedia.SrtpSdes }))),
            problem => problem.Path == "trunks.peer.gateways[0].media" && problem.Severity == ProblemSeverity.Error);

    [Fact]
    public void The_addresses_of_a_name_are_entries_of_one_address_each()
    {
        var acl = new AclOptions { Addresses = [TestOptions.Address("office.example.com", transport: TransportKind.Tcp)], Require = RequireMode.Ip };
        var options = TestOptions.Edge(("office", acl));
        var book = NameBook.Empty.With(SipHost.Sources("office.example.com"), [Place("203.0.113.4"), Place("203.0.113.5")]);
        var model = Compile(options, book);

        Assert.Equal(TransportKind.Tcp, Single(model, "203.0.113.4")!.Transport);
        Assert.Equal(128, Single(model, "203.0.113.5")!.Prefix.Length);
        Assert.Null(Single(model, "203.0.113.6"));
        Assert.NotNull(model.Known.Find(AddressPrefix.Bits(IPAddress.Parse("203.0.113.4"))));
    }

    [Fact]
    public void Calls_from_a_named_gateway_come_over_the_transport_that_its_records_say()
    {
        var model = Compile(
            Trunks(("peer", TestOptions.Gateway("one", "sip.example.com"))),
            ("sip.example.com", [Place("198.51.100.1", 5061, TransportKind.Tls)]));

        var entry = Single(model, "198.51.100.1")!;
        Assert.Equal((TransportKind.Tls, AddressUse.Inbound), (entry.Transport, entry.Use));
    }

    [Fact]
    public void A_name_that_resolves_to_the_address_of_another_trunk_takes_nothing_from_it()
    {
        var options = Trunks(
            ("carrier", TestOptions.Gateway("one", "198.51.100.1")),
            ("other", TestOptions.Gateway("one", "sip.example.com") with { Transport = TransportKind.Udp }));
        var model = Compile(options, ("sip.example.com", [Place("198.51.100.1"), Place("198.51.100.2")]));

        Assert.Equal("carrier", Single(model, "198.51.100.1")!.Acl.Trunk!.Name);
        Assert.Equal("other", Single(model, "198.51.100.2")!.Acl.Trunk!.Name);
        Assert.Equal(
            "trunks.other.gateways[0]: 198.51.100.1 is trunk 'other' by its name, and trunk 'carrier' at trunks.carrier.gateways[0], which keeps it",
            Assert.Single(model.NameClashes).ToString());
    }

    [Fact]
    public void Of_two_names_with_one_address_the_one_that_is_written_first_has_it()
    {
        var options = Trunks(
            ("a", TestOptions.Gateway("one", "a.example.com") with { Transport = TransportKind.Udp }),
            ("b", TestOptions.Gateway("one", "b.example.com") with { Transport = TransportKind.Udp }));
        var model = Compile(options, ("a.example.com", [Place("198.51.100.1")]), ("b.example.com", [Place("198.51.100.1")]));

        Assert.Equal("a", Single(model, "198.51.100.1")!.Acl.Trunk!.Name);
        Assert.Equal("b", Assert.Single(model.NameClashes).Trunk);
        Assert.Equal(["198.51.100.1:5060"], model.Trunks[1].Gateways[0].Targets.Select(target => target.ToString()));
    }

    /// <summary>Whatever a zone says, a name admits exactly the addresses it says, one by one, and none of another trunk.</summary>
    [Fact]
    public void A_name_never_opens_a_door()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] hosts = ["198.51.100.1", "203.0.113.9", "127.0.0.1", "192.0.2.10", "0.0.0.0", "2001:db8::1"];
        var options = Trunks(
            ("carrier", TestOptions.Gateway("one", "198.51.100.1")),
            ("named", TestOptions.Gateway("one", "sip.example.com") with { Transport = TransportKind.Udp })) with
        {
            Acls = TestOptions.Named(("office", new AclOptions
            {
                Addresses = [TestOptions.Address("office.example.com")],
                Require = RequireMode.Ip,
            })),
            Domains = TestOptions.Named(("example.net", new DomainOptions { Acls = ["office"] })),
        };
        for (var i = 0; i < 500; i++)
        {
            var named = Some();
            var office = Some();
            var book = NameBook.Empty.With(SipHost.Sources("office.example.com"), office);
            foreach (var name in ConfiguredNames.Of(options).Where(name => !name.Host.AsSource))
            {
                book = book.With(name.Host, named);
            }
            var model = Compile(options, book);

            foreach (var host in hosts.Append("203.0.113.10"))
            {
                foreach (var entry in model.Addresses.Find(AddressPrefix.Bits(IPAddress.Parse(host))))
                {
                    Assert.True(entry.Prefix.Length == 128, $"seed {seed}: {entry.Prefix}");
                    var said = entry.Acl.Trunk?.Name switch { "carrier" => [Place("198.51.100.1")], "named" => named, _ => office };
                    Assert.True(said.Any(place => place.Address.ToIPAddress().ToString() == host), $"seed {seed}: {host} by {entry.Acl.Name}");
                }
            }
            Assert.True(
                !named.Any(place => place.Address.ToIPAddress().ToString() == "198.51.100.1")
                || Single(model, "198.51.100.1")!.Acl.Trunk?.Name != "named", $"seed {seed}");
        }

        ImmutableArray<SipPlace> Some() => [.. hosts.Where(_ => random.Next(2) == 0).Select(host => Place(host))];
    }

    private static AddressEntry? Single(EdgeModel model, string address)
    {
        foreach (var entry in model.Addresses.Find(AddressPrefix.Bits(IPAddress.Parse(address))))
        {
            return entry;
        }
        return null;
    }

    private static EdgeOptions Trunks(params (string Name, GatewayOptions Gateway)[] trunks) => TestOptions.Edge() with
    {
        Trunks = TestOptions.Named([.. trunks.Select(trunk => (trunk.Name, TestOptions.Trunk(trunk.Gateway)))]),
    };

    private static EdgeModel Compile(EdgeOptions options, params (string Name, ImmutableArray<SipPlace> Places)[] names)
    {
        var book = NameBook.Empty;
        foreach (var configured in ConfiguredNames.Of(options))
        {
            book = names.Where(name => name.Name == configured.Host.Name)
                .Aggregate(book, (before, name) => before.With(configured.Host, name.Places));
        }
        return Compile(options, book);
    }

    private static EdgeModel Compile(EdgeOptions options, NameBook book)
    {
        Assert.DoesNotContain(TestOptions.Problems(options), problem => problem.Severity == ProblemSeverity.Error);
        return ModelCompiler.Compile(options, TestOptions.SecretsOf(options), ConfigPositions.None, names: book);
    }

    private static SipPlace Place(
        string address, ushort port = 5060, TransportKind transport = TransportKind.Udp, int priority = 0, int weight = 0) =>
        new(SocketEndpoint.From(IPAddress.Parse(address), port), transport, priority, weight, 0, "A");
}
