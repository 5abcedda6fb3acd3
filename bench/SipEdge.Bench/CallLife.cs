using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SipEdge.Core.Abuse;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Pipeline;
using SipEdge.Media.Announcements;
using SipEdge.Media.Dtls;
using SipEdge.Media.Dtmf;
using SipEdge.Media.Relay;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Bench;

/// <summary>
/// The whole life of one call through an <see cref="Edge"/>: INVITE, 100, 180, 200, ACK, BYE, 200, as both peers would send them,
/// over a transport that only hands the bytes back. What is measured is the edge; the peers' own work is a few copies.
/// </summary>
public sealed class CallLife : ITransport, IMediaPlane, IEdgeRecords, IDisposable
{
    private const string Offer =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0 101\r\n"
        + "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n";

    private static readonly SocketEndpoint CallerAddress = SocketEndpoint.FromIpv4(0x7F000002, 5060);
    private static readonly SocketEndpoint GatewayAddress = SocketEndpoint.FromIpv4(0x7F000003, 5060);
    private static readonly SocketEndpoint OwnAddress = SocketEndpoint.FromIpv4(0x7F000001, 5060);
    private static readonly Flow FromCaller = new(TransportKind.Udp, 0, 0, CallerAddress);
    private static readonly Flow FromGateway = new(TransportKind.Udp, 0, 0, GatewayAddress);

    private readonly CallMetrics _metrics = new();
    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private readonly byte[] _out = new byte[4096];
    private readonly byte[] _toGateway = new byte[4096];
    private readonly byte[] _toCaller = new byte[4096];
    private readonly byte[] _offer = Encoding.ASCII.GetBytes(Offer);
    private readonly Edge _edge;
    private int _toGatewayLength;
    private int _toCallerLength;
    private int _calls;
    private long _now = 1_000_000;

    public CallLife()
    {
        var options = DefaultConfiguration.Options with
        {
            Trunks = DefaultConfiguration.Options.Trunks.Add("pbx", new TrunkOptions
            {
                Gateways = [new GatewayOptions { Name = "one", Address = "127.0.0.3" }],
            }),
            Routes = [new RouteOptions { To = "pbx" }],
        };
        var model = ModelCompiler.Compile(options, new Dictionary<SecretReference, Secret>(), ConfigPositions.None);
        _edge = new Edge(new EdgeEnvironment(
            0, 1, () => model, this, this, this, new NonceFactory(new byte[32], 30_000), _metrics, NullLoggerFactory.Instance,
            new Random(1).NextBytes, TimeProvider.System, TransactionOptions.Default)
        {
            Abuse = new AbuseGuard(model, this, TimeProvider.System),
        });
    }

    public int RecordsWritten { get; private set; }

    public DtlsFingerprint DtlsFingerprint => default;

    public int OpenSessions { get; private set; }

    /// <summary>One call from INVITE to the answered BYE; the transactions linger as they would.</summary>
    public void Run()
    {
        _now += 2;
        _calls++;
        Give(FromCaller, Request("INVITE", 1, [], _offer));
        AnswerInvite(100, []);
        AnswerInvite(180, []);
        AnswerInvite(200, _offer);
        var toTag = TagToCaller();
        Give(FromCaller, Request("ACK", 1, toTag, []));
        Give(FromCaller, Request("BYE", 2, toTag, []));
        AnswerInvite(200, []); // the BYE is what went to the gateway last
        _edge.OnTick(_now);
    }

    public SendResult Send(in Flow flow, ReadOnlySpan<byte> message, long token)
    {
        if (flow.Remote == GatewayAddress)
        {
            message.CopyTo(_toGateway);
            _toGatewayLength = message.Length;
        }
        else
        {
            message.CopyTo(_toCaller);
            _toCallerLength = message.Length;
        }
        return SendResult.Sent;
    }

    public ReadOnlySpan<byte> SentBy(in Flow flow) => "127.0.0.1:5060"u8;

    public SocketEndpoint Local(in Flow flow) => OwnAddress;

    public string? IndicatedName(in Flow flow) => null;

    public void Close(in Flow flow)
    {
    }

    public MediaOpenStatus Open(
        int owner, bool echo, MediaAddresses addresses, out MediaSessionId id, out ushort portA, out ushort portB)
    {
        OpenSessions++;
        (id, portA, portB) = (new MediaSessionId(0, 1), 10000, 10002);
        return MediaOpenStatus.Opened;
    }

    public void Configure(MediaSessionId id, MediaSide side, in StreamSettings settings)
    {
    }

    public void SendDigit(MediaSessionId id, MediaSide towards, DtmfDigit digit, int milliseconds)
    {
    }

    public void Play(MediaSessionId id, MediaSide towards, AnnouncementClip clip, bool repeat)
    {
    }

    public void StopPlaying(MediaSessionId id, MediaSide towards)
    {
    }

    public bool TryGetStatistics(MediaSessionId id, MediaSide side, out StreamStatistics statistics)
    {
        statistics = default;
        return true;
    }

    public bool Close(MediaSessionId id, out SessionStatistics final)
    {
        OpenSessions--;
        final = default;
        return true;
    }

    public bool TryReadEvent(int owner, out MediaEvent mediaEvent)
    {
        mediaEvent = default;
        return false;
    }

    public void CallEnded(CallRecord record)
    {
        RecordsWritten++;
        record.CallerMedia?.Release();
        record.CalleeMedia?.Release();
    }

    public void AttemptRefused(RefusalRecord record) => throw new InvalidOperationException($"Refused: {record.Reason}");

    public void RegistrationSeen(RegistrationRecord record) => throw new InvalidOperationException("Nothing registers");

    public void PhoneSeen(PhoneRecord record) => throw new InvalidOperationException($"A phone: {record.Event}");

    public void AbuseSeen(AbuseRecord record) => throw new InvalidOperationException($"Abuse: {record.Reason}");

    public void Dispose() => _metrics.Dispose();

    private void Give(in Flow from, ReadOnlySpan<byte> message) => _edge.OnMessage(message, from, _now);

    private ReadOnlySpan<byte> Request(string method, int cseq, ReadOnlySpan<byte> toTag, ReadOnlySpan<byte> body)
    {
        var writer = new SipWriter(_out);
        writer.RequestLine(SipMethods.Find(Encoding.ASCII.GetBytes(method)), "sip:31201234567@127.0.0.1"u8);
        writer.Begin(HeaderId.Via);
        writer.Append("SIP/2.0/UDP 127.0.0.2:5060;rport;branch=z9hG4bK-"u8);
        writer.Append(_calls);
        writer.Append((byte)'-');
        writer.Append(cseq + (method == "ACK" ? 100 : 0));
        writer.End();
        writer.Header(HeaderId.MaxForwards, 70);
        writer.Header(HeaderId.From, "\"Alice\" <sip:alice@127.0.0.2>;tag=a1"u8);
        writer.Begin(HeaderId.To);
        writer.Append("<sip:31201234567@127.0.0.1>"u8);
        if (!toTag.IsEmpty)
        {
            writer.Append(";tag="u8);
            writer.Append(toTag);
        }
        writer.End();
        writer.Begin(HeaderId.CallId);
        writer.Append(_calls);
        writer.Append("@127.0.0.2"u8);
        writer.End();
        writer.Begin(HeaderId.CSeq);
        writer.Append(cseq);
        writer.Append((byte)' ');
        writer.Append(Encoding.ASCII.GetBytes(method));
        writer.End();
        writer.Header(HeaderId.Contact, "<sip:alice@127.0.0.2:5060>"u8);
        writer.Header(HeaderId.UserAgent, "bench"u8);
        writer.Finish(body.IsEmpty ? default : "application/sdp"u8, body);
        return writer.Written;
    }

    /// <summary>A response to whatever went to the gateway last.</summary>
    private void AnswerInvite(int status, ReadOnlySpan<byte> body)
    {
        SipParser.Parse(_toGateway.AsSpan(0, _toGatewayLength), _slots, ParseLimits.Default, out var request);
        if (request.Method == SipMethod.Ack)
        {
            throw new InvalidOperationException("An ACK is not answered");
        }
        var writer = new SipWriter(_out);
        writer.StatusLine(status, default);
        writer.Header(HeaderId.Via, request.First(HeaderId.Via));
        writer.Header(HeaderId.From, request.First(HeaderId.From));
        writer.Begin(HeaderId.To);
        writer.Append(request.First(HeaderId.To));
        if (request.ToTag.IsEmpty && status > 100)
        {
            writer.Append(";tag=b1"u8);
        }
        writer.End();
        writer.Header(HeaderId.CallId, request.CallId);
        writer.Header(HeaderId.CSeq, request.First(HeaderId.CSeq));
        writer.Header(HeaderId.Contact, "<sip:bob@127.0.0.3:5060>"u8);
        writer.Finish(body.IsEmpty ? default : "application/sdp"u8, body);
        Give(FromGateway, writer.Written);
    }

    private byte[] TagToCaller()
    {
        SipParser.Parse(_toCaller.AsSpan(0, _toCallerLength), _slots, ParseLimits.Default, out var answer);
        return answer.ToTag.ToArray();
    }
}
