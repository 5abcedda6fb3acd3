using SipEdge.Sip.Messages;
using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Resolution;

public sealed class SipPlannerTests
{
    // The example of RFC 3263 §4.1 and §4.2, with addresses for its servers.
    private const string Rfc3263 = """
        example.com 60 IN NAPTR 50 50 "s" "SIPS+D2T" "" _sips._tcp.example.com
        example.com 60 IN NAPTR 90 50 "s" "SIP+D2T" "" _sip._tcp.example.com
        example.com 60 IN NAPTR 100 50 "s" "SIP+D2U" "" _sip._udp.example.com
        _sips._tcp.example.com 60 IN SRV 0 1 5061 server1.example.com
        _sips._tcp.example.com 60 IN SRV 0 2 5061 server2.example.com
        _sip._tcp.example.com 60 IN SRV 0 1 5060 server1.example.com
        _sip._tcp.example.com 60 IN SRV 0 2 5060 server2.example.com
        _sip._udp.example.com 60 IN SRV 0 1 5060 server1.example.com
        server1.example.com 300 IN A 192.0.2.1
        server2.example.com 300 IN A 192.0.2.2
        """;

    [Fact]
    public void The_example_of_the_RFC_with_TLS_ends_at_TLS()
    {
        var plan = new TestZone(Rfc3263).Plan(Host("example.com"));

        Assert.Equal(["Tls 192.0.2.1:5061 0/1", "Tls 192.0.2.2:5061 0/2"], Text(plan));
        Assert.All(plan.Places, place => Assert.Equal("SRV _sips._tcp.example.com", place.Origin));
        Assert.Equal(60u, plan.Ttl);
    }

    [Fact]
    public void The_example_of_the_RFC_for_a_client_of_TCP_and_UDP_ends_at_TCP()
    {
        var plan = new TestZone(Rfc3263).Plan(Host("example.com") with { Reach = Reach.UdpOverIpv4 | Reach.TcpOverIpv4 });

        Assert.Equal(["Tcp 192.0.2.1:5060 0/1", "Tcp 192.0.2.2:5060 0/2"], Text(plan));
    }

    [Fact]
    public void A_transport_that_is_written_is_not_asked_for()
    {
        var zone = new TestZone(Rfc3263);
        var plan = zone.Plan(Host("example.com") with { Transport = TransportKind.Udp });

        Assert.Equal(["Udp 192.0.2.1:5060 0/1"], Text(plan));
        Assert.DoesNotContain(zone.Asked, question => question.Type == DnsType.Naptr);
    }

    [Theory]
    [InlineData(UriScheme.Sip, null, "Udp 192.0.2.1:5070 0/0")]
    [InlineData(UriScheme.Sip, TransportKind.Tcp, "Tcp 192.0.2.1:5070 0/0")]
    [InlineData(UriScheme.Sips, null, "Tls 192.0.2.1:5070 0/0")]
    public void With_a_port_only_the_address_is_asked_for(UriScheme scheme, TransportKind? transport, string expected)
    {
        var zone = new TestZone(Rfc3263);
        var plan = zone.Plan(new SipHost("server1.example.com", 5070, transport, scheme, Reach.All));

        Assert.Equal([expected], Text(plan));
        Assert.Equal(["A server1.example.com", "AAAA server1.example.com"], zone.Asked.Select(question => question.ToString()));
    }

    [Theory]
    [InlineData("192.0.2.7", null, UriScheme.Sip, "Udp 192.0.2.7:5060 0/0")]
    [InlineData("192.0.2.7", null, UriScheme.Sips, "Tls 192.0.2.7:5061 0/0")]
    [InlineData("2001:db8::7", TransportKind.Tcp, UriScheme.Sip, "Tcp [2001:db8::7]:5060 0/0")]
    public void An_address_is_asked_nothing(string name, TransportKind? transport, UriScheme scheme, string expected)
    {
        var zone = new TestZone("");

        Assert.Equal([expected], Text(zone.Plan(new SipHost(name, null, transport, scheme, Reach.All))));
        Assert.Empty(zone.Asked);
    }

    [Fact]
    public void Sips_never_goes_by_a_pointer_to_clear_text()
    {
        var plan = new TestZone("""
            example.com 60 IN NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp.example.com
            example.com 60 IN NAPTR 20 10 "s" "SIP+D2T" "" _sip._tcp.example.com
            example.com 60 IN NAPTR 30 10 "s" "SIPS+D2T" "" _sips._tcp.example.com
            _sips._tcp.example.com 60 IN SRV 0 0 5061 a.example.com
            _sip._udp.example.com 60 IN SRV 0 0 5060 a.example.com
            a.example.com 60 IN A 192.0.2.1
            """).Plan(Host("example.com") with { Scheme = UriScheme.Sips });

        Assert.Equal(["Tls 192.0.2.1:5061 0/0"], Text(plan));
    }

    [Fact]
    public void Sips_of_a_domain_without_TLS_has_no_place()
    {
        var plan = new TestZone("""
            example.com 60 IN NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp.example.com
            _sip._udp.example.com 60 IN SRV 0 0 5060 a.example.com
            a.example.com 60 IN A 192.0.2.1
            """).Plan(Host("example.com") with { Scheme = UriScheme.Sips });

        Assert.Empty(plan.Places);
        Assert.Equal("its NAPTR records offer no transport that a listener here speaks", plan.Failure);
        Assert.False(plan.IsUnanswered);
    }

    [Fact]
    public void Pointers_of_other_services_and_with_expressions_are_passed_over()
    {
        var plan = new TestZone("""
            example.com 60 IN NAPTR 1 1 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .
            example.com 60 IN NAPTR 2 1 "s" "SIP+D2S" "" _sip._sctp.example.com
            example.com 60 IN NAPTR 3 1 "S" "sip+d2t" "" _sip._tcp.example.com
            _sip._tcp.example.com 60 IN SRV 0 0 5060 a.example.com
            a.example.com 60 IN A 192.0.2.1
            """).Plan(Host("example.com"));

        Assert.Equal(["Tcp 192.0.2.1:5060 0/0"], Text(plan));
    }

    [Fact]
    public void Without_pointers_the_SRV_records_say_the_transport()
    {
        var plan = new TestZone("""
            _sip._tcp.example.com 60 IN SRV 10 0 5060 a.example.com
            _sips._tcp.example.com 60 IN SRV 10 0 5061 a.example.com
            a.example.com 60 IN A 192.0.2.1
            """).Plan(Host("example.com"));

        Assert.Equal(["Tcp 192.0.2.1:5060 10/0"], Text(plan));
    }

    [Theory]
    [InlineData(UriScheme.Sip, "Udp 192.0.2.1:5060 0/0,Udp 192.0.2.2:5060 0/0,Udp [2001:db8::1]:5060 0/0")]
    [InlineData(UriScheme.Sips, "Tls 192.0.2.1:5061 0/0,Tls 192.0.2.2:5061 0/0,Tls [2001:db8::1]:5061 0/0")]
    public void Without_any_it_is_the_address_by_the_scheme_IPv4_first(UriScheme scheme, string expected)
    {
        var plan = new TestZone("""
            example.com 60 IN AAAA 2001:db8::1
            example.com 60 IN A 192.0.2.2
            example.com 60 IN A 192.0.2.1
            """).Plan(Host("example.com") with { Scheme = scheme });

        Assert.Equal(expected, string.Join(',', Text(plan).Order(StringComparer.Ordinal)));
        Assert.Equal(3, plan.Places.Select(place => place.Record).Distinct().Count());
    }

    [Fact]
    public void Only_families_that_a_listener_has_are_asked_for()
    {
        var zone = new TestZone("example.com 60 IN A 192.0.2.1");
        zone.Plan(Host("example.com") with { Transport = TransportKind.Udp, Reach = Reach.UdpOverIpv4 | Reach.TcpOverIpv6 });

        Assert.DoesNotContain(zone.Asked, question => question.Type == DnsType.Aaaa);
    }

    [Fact]
    public void Servers_are_in_the_order_of_their_priority_and_addresses_of_one_share_its_record()
    {
        var plan = new TestZone("""
            _sip._udp.example.com 60 IN SRV 20 5 5062 b.example.com
            _sip._udp.example.com 60 IN SRV 10 7 5061 a.example.com
            a.example.com 60 IN A 192.0.2.11
            a.example.com 60 IN AAAA 2001:db8::11
            b.example.com 60 IN A 192.0.2.22
            """).Plan(Host("example.com") with { Transport = TransportKind.Udp });

        Assert.Equal(["Udp 192.0.2.11:5061 10/7", "Udp [2001:db8::11]:5061 10/7", "Udp 192.0.2.22:5062 20/5"], Text(plan));
        Assert.Equal([0, 0, 1], plan.Places.Select(place => place.Record));
    }

    [Fact]
    public void A_service_that_is_decidedly_not_there_is_not_guessed()
    {
        var plan = new TestZone("""
            _sip._udp.example.com 60 IN SRV 0 0 0 .
            example.com 60 IN A 192.0.2.1
            """).Plan(Host("example.com") with { Transport = TransportKind.Udp });

        Assert.Empty(plan.Places);
        Assert.Equal("SRV _sip._udp.example.com says that there is no such service", plan.Failure);
    }

    [Fact]
    public void One_server_that_does_not_answer_makes_the_whole_unanswered()
    {
        var plan = new TestZone(Rfc3263).Silent("server2.example.com", DnsType.A).Plan(Host("example.com"));

        Assert.True(plan.IsUnanswered);
        Assert.Empty(plan.Places);
        Assert.Equal("A server2.example.com: silence", plan.Failure);
    }

    [Fact]
    public void Addresses_that_are_nobodys_are_left_out()
    {
        var plan = new TestZone("""
            example.com 60 IN A 0.0.0.0
            example.com 60 IN A 224.0.0.1
            example.com 60 IN A 255.255.255.255
            example.com 60 IN AAAA ::
            example.com 60 IN AAAA ff02::1
            example.com 60 IN A 192.0.2.9
            """).Plan(Host("example.com"));

        Assert.Equal(["Udp 192.0.2.9:5060 0/0"], Text(plan));
    }

    [Fact]
    public void Sources_are_the_servers_of_every_transport_or_else_the_addresses()
    {
        var servers = new TestZone("""
            _sip._udp.example.com 60 IN SRV 0 0 5060 a.example.com
            _sips._tcp.example.com 60 IN SRV 0 0 5061 b.example.com
            a.example.com 60 IN A 192.0.2.1
            b.example.com 60 IN A 192.0.2.2
            example.com 60 IN A 192.0.2.80
            """).Plan(SipHost.Sources("example.com"));
        var addresses = new TestZone("example.com 60 IN A 192.0.2.80").Plan(SipHost.Sources("example.com"));

        Assert.Equal(["Udp 192.0.2.1:5060 0/0", "Tls 192.0.2.2:5061 0/0"], Text(servers));
        Assert.Equal(["Udp 192.0.2.80:5060 0/0"], Text(addresses));
    }

    [Fact]
    public void More_servers_than_a_call_could_try_are_left_out()
    {
        var zone = new TestZone(string.Join('\n', Enumerable.Range(0, 400).SelectMany(i => new[]
        {
            $"_sip._udp.example.com 60 IN SRV {i} 0 5060 a{i}.example.com", $"a{i}.example.com 60 IN A 192.0.2.{i % 250 + 1}",
        })));
        var plan = zone.Plan(Host("example.com") with { Transport = TransportKind.Udp });

        Assert.InRange(plan.Places.Length, 1, SipPlanner.MostPlaces);
        Assert.InRange(zone.Asked.Count, 1, 100);
    }

    private static SipHost Host(string name) => new(name, null, null, UriScheme.Sip, Reach.All);

    private static IEnumerable<string> Text(SipPlan plan) =>
        plan.Places.Select(place => $"{place.Transport} {place.Address} {place.Priority}/{place.Weight}");
}
