using System.Net;
using System.Net.Sockets;

namespace SipEdge.Tests.RealPeers;

/// <summary>A caller on one address family and a callee on the other: signalling and every byte of audio (E-04).</summary>
public sealed class Ipv6Tests
{
    private const int Packets = 50;

    [PeerFact("sipp")]
    public Task An_IPv6_caller_talks_to_an_IPv4_callee() => FromIpv6(tcp: false);

    [PeerFact("sipp")]
    public Task An_IPv6_caller_on_TCP_talks_to_an_IPv4_callee() => FromIpv6(tcp: true);

    [PeerFact("sipp")]
    public Task An_IPv4_caller_talks_to_an_IPv6_callee() => ToIpv6(tcp: false);

    [PeerFact("sipp")]
    public Task An_IPv4_caller_talks_to_an_IPv6_callee_on_TCP() => ToIpv6(tcp: true);

    /// <summary>The carrier is reached over TLS on IPv6; PBX and telephones speak IPv4.</summary>
    [PeerFact("kamailio", "sipp")]
    public async Task Calls_go_both_ways_over_TLS_on_IPv6()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var (port, carrierPort) = (FreePorts(), FreePorts());
        var loopback = IPAddress.IPv6Loopback;
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, loopback);
        await new KamailioCarrier(loopback, loopback)
        {
            Port = carrierPort,
            EdgePort = port + 1,
            Near = bed.Callee,
            HasAccount = false,
            AsksCalls = false,
            Transport = "tls",
            Tls = new KamailioTls(authority.Issue(KamailioCarrier.Domain, loopback), authority.File),
        }.Start(bed);
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Ipv6Port = port,
            Tls = (certificate, key),
            AuthorityFile = authority.File,
            Acls = [],
            Gateways = [$"{{ name: main, address: \"::1\", port: {carrierPort + 1}, transport: tls, tls_name: carrier.example, media: rtp }}"],
            Trunks = { ["pbx"] = $"{{ gateways: [ {{ name: main, address: {bed.Caller} }} ] }}" },
            Routes = ["{ from_trunk: carrier, to: pbx }", "{ to: carrier }"],
            More = $"default_domain: {EdgeConfiguration.Domain}",
        });
        var hold = TimeSpan.FromMilliseconds(200);
        var media = ("media_host", "::1"); // kamailio passes signalling alone
        var telephone = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Address(21)).With(media));
        var outward = new SippSettings(bed.Caller) { Port = 5070, Number = "+31600000021", Hold = hold };
        await SippProcess.Call(bed, "call", outward, bed.Target).Succeeds();
        await telephone.Succeeds();
        var pbx = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Caller));
        var inward = new SippSettings(bed.Address(22)) { Number = "+31201234501", Hold = hold }.With(media);
        await SippProcess.Call(bed, "call", inward, new IPEndPoint(bed.Callee, 5060)).Succeeds();
        await pbx.Succeeds();

        Assert.Contains($"Via: SIP/2.0/TLS [::1]:{port + 1};", telephone.Messages, StringComparison.Ordinal);
        var calls = await edge.StopAndReadRecords();
        Assert.All(calls, static call => Assert.Equal("caller_hung_up", call.Text("reason")));
        Assert.Equal($"[::1]:{carrierPort + 1}", calls[0].GetProperty("callee").Text("peer"));
        Assert.StartsWith("[::1]:", calls[1].GetProperty("caller").Text("peer"), StringComparison.Ordinal);
        Assert.All([calls[0].GetProperty("callee"), calls[1].GetProperty("caller")], static leg => Assert.Equal("tls", leg.Text("transport")));
    }

    private static async Task FromIpv6(bool tcp)
    {
        await using var bed = new TestBed();
        var port = FreePorts();
        await Call(bed, port, new SippSettings(IPAddress.IPv6Loopback) { Port = FreePorts(), Tcp = tcp }, new SippSettings(bed.Callee),
            new IPEndPoint(IPAddress.IPv6Loopback, port), $"{{ name: first, address: {bed.Callee}, direction: outbound }}", seed: 61);
    }

    private static async Task ToIpv6(bool tcp)
    {
        await using var bed = new TestBed();
        var callee = FreePorts();
        await Call(bed, FreePorts(), new SippSettings(bed.Caller), new SippSettings(IPAddress.IPv6Loopback) { Port = callee, Tcp = tcp }, bed.Target,
            $"{{ name: first, address: \"::1\", port: {callee}, transport: {(tcp ? "tcp" : "udp")}, direction: outbound }}", seed: 64);
    }

    private static async Task Call(
        TestBed bed, int port, SippSettings caller, SippSettings callee, IPEndPoint target, string gateway, int seed)
    {
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Ipv6Port = port,
            Gateways = [gateway],
            Acls = new() { ["caller"] = $"{{ addresses: [ {{ prefix: {bed.Caller} }}, {{ prefix: \"::1\" }} ] }}" },
        });
        var calling = bed.Own(new RtpProbe(caller.Address));
        var called = bed.Own(new RtpProbe(callee.Address));
        var answering = await SippProcess.Answer(bed, "answer", callee.WithMedia(called.Local));
        var asking = SippProcess.Call(bed, "call", caller.WithMedia(calling.Local), target);
        calling.Remote = await asking.MediaAddress("answer");
        called.Remote = await answering.MediaAddress("offer");
        Assert.Equal(caller.Address.AddressFamily, calling.Remote.AddressFamily);
        Assert.Equal(callee.Address.AddressFamily, called.Remote.AddressFamily);
        await RtpProbe.Exchange(calling, called, Packets, seed);
        await asking.Succeeds();
        await answering.Succeeds();

        var (inward, outward) = callee.Address.AddressFamily == AddressFamily.InterNetworkV6
            ? ($"{bed.Edge}:5060", $"[::1]:{port}")
            : ($"[::1]:{port}", $"{bed.Edge}:5060");
        Assert.Contains($"Via: SIP/2.0/{(callee.Tcp ? "TCP" : "UDP")} {outward};branch=", answering.Messages, StringComparison.Ordinal);
        Assert.Contains($"<sip:{outward}{Over(callee)}>", Lines(answering.Messages, "Contact:"), StringComparison.Ordinal);
        Assert.Contains($"<sip:{inward}{Over(caller)}>", Lines(asking.Messages, "Contact:"), StringComparison.Ordinal);
        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("caller_hung_up", record.Text("reason"));
        Assert.Equal(Packets, record.GetProperty("callee_media").GetProperty("packets_sent").GetInt64());
    }

    private static string Lines(string messages, string name) =>
        string.Join('\n', messages.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal)));

    private static string Over(SippSettings settings) => settings.Tcp ? ";transport=tcp" : "";

    /// <summary>
    /// There is one IPv6 loopback address, so ports tell the tests apart: free for UDP and TCP, and the next one for TCP.
    /// </summary>
    private static int FreePorts()
    {
        while (true)
        {
            using var tcp = Bound(SocketType.Stream, ProtocolType.Tcp, 0)!;
            var port = ((IPEndPoint)tcp.LocalEndPoint!).Port;
            using var udp = Bound(SocketType.Dgram, ProtocolType.Udp, port);
            using var next = port < IPEndPoint.MaxPort ? Bound(SocketType.Stream, ProtocolType.Tcp, port + 1) : null;
            if (udp is not null && next is not null)
            {
                return port;
            }
        }
    }

    private static Socket? Bound(SocketType type, ProtocolType protocol, int port)
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null; // somebody has it
        }
    }
}
