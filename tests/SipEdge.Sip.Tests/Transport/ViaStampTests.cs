using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>RFC 3261 §18.2.1 and §18.2.2, RFC 3581 §4.</summary>
public class ViaStampTests
{
    [Theory]
    [InlineData("SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK1", "SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK1", 5062)]
    [InlineData("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", 5060)]
    [InlineData("SIP/2.0/UDP 10.1.1.1:5062;branch=z9hG4bK1", "SIP/2.0/UDP 10.1.1.1:5062;branch=z9hG4bK1;received=192.0.2.1", 5062)]
    [InlineData("SIP/2.0/UDP phone.example;branch=z9hG4bK1", "SIP/2.0/UDP phone.example;branch=z9hG4bK1;received=192.0.2.1", 5060)]
    [InlineData("SIP/2.0/UDP 192.0.2.1;rport;branch=z9hG4bK1", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;received=192.0.2.1;rport=4000", 4000)]
    [InlineData("SIP/2.0/UDP h;Received=198.51.100.1;RPORT=9;branch=z9hG4bK1;x=\"a;b\"",
        "SIP/2.0/UDP h;branch=z9hG4bK1;x=\"a;b\";received=192.0.2.1;rport=4000", 4000)]
    [InlineData("SIP/2.0/UDP h;maddr=198.51.100.1", "SIP/2.0/UDP h;maddr=198.51.100.1;received=192.0.2.1", 5060)]
    [InlineData("SIP/2.0/UDP h", "SIP/2.0/UDP h;received=192.0.2.1", 5060)]
    public void Over_UDP_the_answer_goes_to_the_source(string via, string stamped, int port) =>
        Check(TransportKind.Udp, "192.0.2.1", via, stamped, port);

    [Theory]
    [InlineData(TransportKind.Tcp)]
    [InlineData(TransportKind.Tls)]
    public void Over_a_stream_it_goes_to_the_connection(TransportKind kind) =>
        Check(kind, "192.0.2.1", "SIP/2.0/TCP h:5070;branch=z9hG4bK1", "SIP/2.0/TCP h:5070;branch=z9hG4bK1;received=192.0.2.1", 4000);

    [Fact]
    public void An_IPv6_source_is_written_without_brackets() => Check(TransportKind.Udp, "2001:db8::9",
        "SIP/2.0/UDP [2001:db8::1];branch=z9hG4bK1", "SIP/2.0/UDP [2001:db8::1];branch=z9hG4bK1;received=2001:db8::9", 5060);

    private static void Check(TransportKind kind, string source, string text, string stamped, int port)
    {
        Assert.True(SocketEndpoint.TryParseHost(Encoding.ASCII.GetBytes(source), 4000, out var remote));
        Assert.True(ViaView.TryParse(Encoding.ASCII.GetBytes(text), out var via));
        Span<byte> buffer = stackalloc byte[512];
        var writer = new SipWriter(buffer);
        ViaStamp.Append(ref writer, via, remote);
        Assert.False(writer.Failed);
        Assert.Equal(stamped, Encoding.ASCII.GetString(writer.Written));
        var flow = new Flow(kind, 1, kind == TransportKind.Udp ? 0 : 7, remote);
        Assert.Equal(flow with { Remote = remote with { Port = (ushort)port } }, ViaStamp.ReplyTo(flow, via));
    }
}
