using System.Text;
using SipEdge.Media.Dtls;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Negotiation;

/// <summary>Two legs and the edge between them. Lines are written with ";" for CRLF, and "~" for a semicolon.</summary>
internal sealed class NegotiationPair
{
    public const string EdgeA = "198.51.100.1";
    public const string EdgeB = "198.51.100.2";

    /// <summary>The edge's certificate.</summary>
    public static readonly DtlsFingerprint CertificateFingerprint = DtlsFingerprint.Compute(FingerprintHash.Sha256, [1, 2, 3]);

    /// <summary>Head of a description from a peer of the tests.</summary>
    public const string Peer = "v=0;o=- 1 1 IN IP4 192.0.2.9;s=-;c=IN IP4 192.0.2.9;t=0 0;";

    /// <summary>Head of what the edge writes first to side B.</summary>
    public const string ToB = "v=0;o=- 22 1 IN IP4 198.51.100.2;s=-;c=IN IP4 198.51.100.2;t=0 0;";

    /// <summary>Head of what the edge writes first to side A.</summary>
    public const string ToA = "v=0;o=- 11 1 IN IP4 198.51.100.1;s=-;c=IN IP4 198.51.100.1;t=0 0;";

    private static readonly UInt128 Source = Endpoint("192.0.2.9", 0).Address;
    private static readonly MediaEndpoint LocalA = Endpoint(EdgeA, 0);
    private static readonly MediaEndpoint LocalB = Endpoint(EdgeB, 0);

    private readonly byte[] _room = new byte[16 * 1024];
    private byte[] _offer = [];

    public NegotiationPair(LegPolicy? a = null, LegPolicy? b = null, bool dtls = false)
    {
        var fingerprint = dtls ? CertificateFingerprint : default;
        Media.BeginLeg(MediaSide.A, a ?? LegPolicy.Default, 11, fingerprint);
        Media.BeginLeg(MediaSide.B, b ?? LegPolicy.Default, 22, fingerprint);
    }

    public static string Certificate => CertificateFingerprint.ToString();

    public MediaNegotiation Media { get; } = new(new NegotiationScratch());

    public static byte[] Bytes(string sdp) =>
        Encoding.UTF8.GetBytes(sdp.Replace(";", "\r\n", StringComparison.Ordinal).Replace('~', ';'));

    /// <summary>Ports 30000, 30002, … towards A and 40000, 40002, … towards B.</summary>
    public void OpenSessions()
    {
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            if (Media.NeedsSession(line))
            {
                Media.SetLocal(line, MediaSide.A, LocalA with { Port = (ushort)(30000 + (2 * line)) });
                Media.SetLocal(line, MediaSide.B, LocalB with { Port = (ushort)(40000 + (2 * line)) });
            }
        }
    }

    /// <summary>An offer, and what the other side is offered.</summary>
    public string Offer(MediaSide from, string sdp)
    {
        Assert.Equal(SdpStatus.Ok, TryOffer(from, sdp, out var text));
        return text;
    }

    public SdpStatus TryOffer(MediaSide from, string sdp, out string text)
    {
        text = string.Empty;
        _offer = Bytes(sdp);
        var status = Media.TakeOffer(from, _offer);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        OpenSessions();
        status = Media.WriteOffer(_offer, _room, out var written);
        text = Text(written);
        return status;
    }

    /// <summary>An answer to the offer before, and what the offerer is answered.</summary>
    public string Answer(string sdp)
    {
        var status = TryAnswer(sdp, out var text);
        Assert.Equal(SdpStatus.Ok, status);
        return text;
    }

    public SdpStatus TryAnswer(string sdp, out string text)
    {
        var status = Media.TakeAnswer(_offer, Bytes(sdp), _room, out var written);
        text = Text(written);
        return status;
    }

    /// <summary>Offer, answer, done.</summary>
    public (string Offered, string Answered) Exchange(MediaSide from, string offer, string answer)
    {
        var offered = Offer(from, offer);
        var answered = Answer(answer);
        Media.EndOffer();
        return (offered, answered);
    }

    public string Echo(string sdp)
    {
        _offer = Bytes(sdp);
        Assert.Equal(SdpStatus.Ok, Media.TakeOffer(MediaSide.A, _offer));
        OpenSessions();
        Assert.Equal(SdpStatus.Ok, Media.AnswerEcho(_offer, _room, out var written));
        Media.EndOffer();
        return Text(written);
    }

    /// <summary>Answers the pending offer for an announcement.</summary>
    public SdpStatus TryAnnounce(out string text)
    {
        var status = Media.AnswerAnnouncement(_offer, _room, out var written);
        text = Text(written);
        return status;
    }

    public StreamSettings Settings(MediaSide side, int line = 0) => Media.Settings(line, side, Source);

    public static MediaEndpoint Endpoint(string host, ushort port)
    {
        Assert.True(MediaEndpoint.TryParse(Encoding.ASCII.GetBytes(host), port, out var endpoint));
        return endpoint;
    }

    /// <summary>The key of the first a=crypto line of that suite.</summary>
    public static SrtpKey KeyIn(string description, SrtpSuite suite)
    {
        var name = Encoding.ASCII.GetString(SrtpSuites.Name(suite));
        var line = description.Split(';').First(l => l.StartsWith("a=crypto:", StringComparison.Ordinal) && l.Contains(" " + name + " "));
        var text = line[(line.IndexOf("inline:", StringComparison.Ordinal) + 7)..].Split('|')[0];
        return SrtpKey.Create(suite, Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
    }

    private string Text(int written) =>
        Encoding.UTF8.GetString(_room, 0, written).Replace(';', '~').Replace("\r\n", ";", StringComparison.Ordinal);
}
