using System.Net;
using System.Net.Sockets;

namespace SipEdge.Tests.RealPeers;

/// <summary>A caller on one address family and a callee on the other: signalling and every byte of audio (E-04).</summary>
public sealed class Ipv6Tests
{
    private const int Packets = 50;

    [PeerFact("sipp")]
    public async Task An_IPv6_caller_talks_to_an_IPv4_callee()
    {
        await using var bed = new TestBed();
        var port = FreePort();
        await Call(bed, port, new SippSettings(IPAddress.IPv6Loopback) { Port = FreePort() }, new SippSettings(bed.Callee),
            new IPEndPoint(IPAddress.IPv6Loopback, port), $"{{ name: first, address: {bed.Callee}, direction: outbound }}", seed: 61);
    }

    [PeerFact("sipp")]
    public async Task An_IPv4_caller_talks_to_an_IPv6_callee()
    {
        await using var bed = new TestBed();
        var callee = FreePort();
        await Call(bed, FreePort(), new SippSettings(bed.Caller), new SippSettings(IPAddress.IPv6Loopback) { Port = callee }, bed.Target,
            $"{{ name: first, address: \"::1\", port: {callee}, direction: outbound }}", seed: 64);
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
        Assert.Contains($"Via: SIP/2.0/UDP {outward};branch=", answering.Messages, StringComparison.Ordinal);
        Assert.Contains($"<sip:{outward}>", Lines(answering.Messages, "Contact:"), StringComparison.Ordinal);
        Assert.Contains($"<sip:{inward}>", Lines(asking.Messages, "Contact:"), StringComparison.Ordinal);
        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("caller_hung_up", record.Text("reason"));
        Assert.Equal(Packets, record.GetProperty("callee_media").GetProperty("packets_sent").GetInt64());
    }

    private static string Lines(string messages, string name) =>
        string.Join('\n', messages.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal)));

    /// <summary>There is one IPv6 loopback address, so ports tell the tests apart.</summary>
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
