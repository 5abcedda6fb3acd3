using BenchmarkDotNet.Attributes;
using SipEdge.Sip.Messages;

namespace SipEdge.Bench;

/// <summary>Writing one request of ordinary size.</summary>
[MemoryDiagnoser]
public class WriteBenchmarks
{
    private readonly byte[] _buffer = new byte[2048];
    private readonly byte[] _body = new byte[200];

    [Benchmark]
    public int WriteInvite()
    {
        var writer = new SipWriter(_buffer);
        writer.RequestLine(SipMethod.Invite, "sip:+31201234567@198.51.100.7:5060;user=phone"u8);
        writer.Begin(HeaderId.Via);
        writer.Append("SIP/2.0/UDP "u8);
        writer.Append("203.0.113.5:5060"u8);
        writer.Append(";branch=z9hG4bK"u8);
        writer.Append("0a9100000017f3c2"u8);
        writer.Append(";rport"u8);
        writer.End();
        writer.Header(HeaderId.MaxForwards, 69);
        writer.Header(HeaderId.From, "\"Alice\" <sip:alice@edge.example.com>;tag=0a91f3c2"u8);
        writer.Header(HeaderId.To, "<sip:+31201234567@198.51.100.7;user=phone>"u8);
        writer.Header(HeaderId.CallId, "0a9100000017f3c2@203.0.113.5"u8);
        writer.Header(HeaderId.CSeq, "1 INVITE"u8);
        writer.Header(HeaderId.Contact, "<sip:203.0.113.5:5060>"u8);
        writer.Header(HeaderId.Allow, "INVITE, ACK, CANCEL, OPTIONS, BYE, INFO, UPDATE"u8);
        writer.Header(HeaderId.PAssertedIdentity, "<sip:alice@edge.example.com>"u8);
        writer.Finish("application/sdp"u8, _body);
        return writer.Length;
    }
}
