using System.Net;
using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Routing;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Admission;

/// <summary>Somebody who sends requests to a model from one address, and can answer its challenges.</summary>
internal sealed class Caller(EdgeModel model, string key = "0123456789abcdef0123456789abcdef")
{
    public const long Start = 1_000_000;

    public EdgeModel Model => model;

    public NonceFactory Nonces { get; } = new(Encoding.ASCII.GetBytes(key), model.Security.NonceLifetimeMs);

    public NonceCounts Counts { get; init; } = new(1000);

    public LoopNonces Judge => new(Nonces, Counts);

    /// <summary>The time of day of <see cref="Now"/>.</summary>
    public DateTimeOffset Time { get; set; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What the TLS handshake asked for.</summary>
    public string? IndicatedName { get; set; }

    /// <summary>What its certificate proved; null: it showed none.</summary>
    public TlsSession? Tls { get; set; }

    public Arrival Arrival => new(Flow, Local, Now, Time, IndicatedName) { Tls = Tls };

    public long Now { get; set; } = Start;

    public string From { get; set; } = "198.51.100.7:5060";

    public TransportKind Transport { get; set; } = TransportKind.Udp;

    public string Uri { get; set; } = "sip:100@example.net";

    public string Method { get; set; } = "INVITE";

    public string CallId { get; set; } = "a84b4c76e66710";

    public int LocalPort { get; set; } = 5060;

    /// <summary>0: none, or a new one.</summary>
    public int Connection { get; set; }

    public Flow Flow => new(Transport, 0, Connection, SocketEndpoint.From(IPEndPoint.Parse(From)));

    public SocketEndpoint Local => SocketEndpoint.From(new IPEndPoint(IPAddress.Parse("192.0.2.10"), LocalPort));

    public byte[] Request(params string[] headers) => Encoding.UTF8.GetBytes(string.Join("\r\n",
    [
        $"{Method} {Uri} SIP/2.0", "Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bKtest", "Max-Forwards: 70",
        "From: <sip:caller@example.net>;tag=1", "To: <sip:100@example.net>", $"Call-ID: {CallId}", $"CSeq: 1 {Method}",
        "Contact: <sip:caller@198.51.100.7>", .. headers, "Content-Length: 0", "", "",
    ]));

    public AdmissionDecision Decide(params string[] headers) => Decide(Request(headers));

    public AdmissionDecision Decide(byte[] request, Trail? trail = null)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        var status = SipParser.Parse(request, slots, ParseLimits.Default, out var view);
        Assert.True(status == ParseStatus.Complete, status.ToString());
        return AdmissionPolicy.Decide(view, Arrival, model, Judge, trail);
    }

    public RouteDecision Route(in AdmissionDecision admitted)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        SipParser.Parse(Request(), slots, ParseLimits.Default, out var view);
        return RouteSelector.Select(view, admitted, model, Arrival.Time);
    }

    public string Nonce(string realm)
    {
        Span<byte> nonce = stackalloc byte[NonceFactory.NonceLength];
        return Encoding.ASCII.GetString(nonce[..Nonces.Write(nonce, Now, Encoding.UTF8.GetBytes(realm))]);
    }

    /// <summary>A header that answers a challenge, right in everything that is not said otherwise.</summary>
    public string Digest(
        string user, string password, string realm = "example.net", string? nonce = null, int count = 1, string? uri = null,
        DigestAlgorithm algorithm = DigestAlgorithm.Sha256, string header = "Proxy-Authorization", bool qop = true)
    {
        nonce ??= Nonce(realm);
        uri ??= Uri;
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        Span<byte> response = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.WriteHa1(
            algorithm, Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(realm), Encoding.UTF8.GetBytes(password), ha1);
        var nc = count.ToString("x8");
        length = DigestResponse.Compute(
            algorithm, ha1[..length], Encoding.UTF8.GetBytes(nonce), Encoding.ASCII.GetBytes(nc), "cnonce"u8,
            qop ? "auth"u8 : default, Encoding.ASCII.GetBytes(Method), Encoding.UTF8.GetBytes(uri), response);
        var tail = qop ? $", qop=auth, nc={nc}, cnonce=\"cnonce\"" : string.Empty;
        var name = Encoding.ASCII.GetString(DigestAlgorithms.Name(algorithm));
        return $"{header}: Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", "
            + $"response=\"{Encoding.ASCII.GetString(response[..length])}\", algorithm={name}{tail}";
    }

    /// <summary>The challenge headers as they go out.</summary>
    public string Challenge(in AdmissionDecision decision)
    {
        var writer = new SipWriter(new byte[2048]);
        AdmissionPolicy.WriteChallenge(ref writer, decision, Nonces, Now);
        Assert.False(writer.Failed);
        return Encoding.ASCII.GetString(writer.Written);
    }
}
