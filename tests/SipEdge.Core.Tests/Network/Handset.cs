using System.Globalization;
using System.Text;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>
/// A telephone that registers and stays registered as telephones do: answers challenges, refreshes at half of what it got, comes
/// again when it is told to, and later when it hears nothing.
/// </summary>
internal sealed class Handset : ITransactionUser, ILoopHandler
{
    private readonly TransactionLayer _layer;
    private readonly Random _random;
    private readonly Flow _edge;
    private readonly string _user;
    private readonly string _password;
    private readonly byte[] _buffer = new byte[4096];
    private string _callId;
    private uint _cseq;
    private long _registerAt = long.MaxValue;
    private string _credentials = "";

    public Handset(
        SimulatedNetwork network, SocketEndpoint address, string user, int seed, TransportKind transport = TransportKind.Udp,
        string? password = null)
    {
        Node = network.AddNode(address);
        Node.Handler = this;
        _random = new Random(seed);
        _layer = new TransactionLayer(Node, this, TransactionOptions.Default, 0, random: _random.NextBytes);
        _user = user;
        _password = password ?? user;
        var port = transport == TransportKind.Tls ? (ushort)5061 : (ushort)5060;
        _edge = new Flow(transport, (byte)transport, 0, SocketEndpoint.FromIpv4(0x0A000001, port));
        _callId = $"{user}-{_random.Next():x}";
        Contact = $"<sip:{user}@{address}>";
    }

    public SimulatedNode Node { get; }

    public string Domain { get; set; } = "edge.example";

    /// <summary>Everything of its Contact but expires.</summary>
    public string Contact { get; set; }

    /// <summary>Asked for; null: what the edge gives.</summary>
    public int? Expires { get; set; }

    public bool Registered { get; private set; }

    public long RegisteredAt { get; private set; }

    /// <summary>Goes on refreshing.</summary>
    public bool Stays { get; set; }

    public List<int> Answers { get; } = [];

    public List<string> Messages { get; } = [];

    public string LastAnswer => Messages.Count == 0 ? "" : Messages[^1];

    public int TimeOuts { get; private set; }

    /// <summary>It was switched off and on: whatever it knew of its registration is gone.</summary>
    public void Reboot()
    {
        _callId = $"{_user}-{_random.Next():x}";
        _cseq = 0;
        _credentials = "";
        Registered = false;
        _registerAt = long.MaxValue;
    }

    public void Register(long now)
    {
        Send(now);
        Node.Tick();
    }

    /// <summary>At a time of its own.</summary>
    public void RegisterAt(long at)
    {
        _registerAt = at;
        Node.Tick();
    }

    public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now)
    {
        Messages.Add(Encoding.Latin1.GetString(message));
        _layer.OnMessage(message, flow, now);
    }

    public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now) => _layer.OnSendFailed(token, failure, now);

    public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
    {
    }

    public long OnTick(long now)
    {
        if (_registerAt <= now)
        {
            _registerAt = long.MaxValue;
            Send(now);
        }
        return Math.Min(_layer.OnTick(now), _registerAt);
    }

    public bool MayAnswerMalformed(in Flow flow) => true;

    public void OnMalformed(in SipMessageView message, int status, in Flow flow, long now)
    {
    }

    public void OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now) =>
        _layer.Respond(server, new ResponseContent { Status = 200, ToTag = "h"u8 }, now);

    public void OnAck(in SipMessageView ack, in Flow flow, long now)
    {
    }

    public void OnCancel(TransactionId inviteServer, in SipMessageView cancel, in Flow flow, long now)
    {
    }

    public void OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now)
    {
        if (response.StatusCode < 200)
        {
            return;
        }
        Answers.Add(response.StatusCode);
        switch (response.StatusCode)
        {
            case 200:
                Registered = Expires != 0;
                RegisteredAt = now;
                var granted = Granted(response);
                _registerAt = Stays && granted > 0 ? now + (granted * 500L) : long.MaxValue;
                break;
            case 401:
                AnswerChallenge(response, now);
                break;
            default:
                Registered = false;
                var after = int.TryParse(response.First(HeaderId.RetryAfter), out var seconds) ? seconds : 30;
                _registerAt = Stays ? now + (after * 1000L) + _random.Next(500) : long.MaxValue;
                break;
        }
    }

    public void OnTimeout(TransactionId client, long owner, long now)
    {
        TimeOuts++;
        _registerAt = Stays ? now + 5_000 + _random.Next(25_000) : long.MaxValue;
    }

    public void OnTransportFailed(TransactionId client, long owner, FlowFailure failure, long now) => OnTimeout(client, owner, now);

    public void OnNoAck(TransactionId inviteServer, long owner, long now)
    {
    }

    private void AnswerChallenge(in SipMessageView response, long now)
    {
        if (_credentials.Length > 0 && !response.First(HeaderId.WwwAuthenticate).EndsWith("stale=true"u8))
        {
            _credentials = "";
            _registerAt = Stays ? now + 30_000 : long.MaxValue;
            return; // a wrong password does not become right
        }
        foreach (ref readonly var slot in response.Headers)
        {
            if (slot.Id == HeaderId.WwwAuthenticate
                && DigestChallengeView.TryParse(response.Value(slot), out var challenge) == DigestParseStatus.Complete)
            {
                var user = Encoding.ASCII.GetBytes(_user);
                Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
                var length = DigestResponse.WriteHa1(
                    challenge.Algorithm, user, challenge.Realm, Encoding.ASCII.GetBytes(_password), ha1);
                var writer = new SipWriter(_buffer);
                DigestAnswer.Write(
                    ref writer, false, challenge, user, ha1[..length], "REGISTER"u8, Encoding.ASCII.GetBytes($"sip:{Domain}"),
                    "c"u8, 1);
                _credentials = Encoding.ASCII.GetString(writer.Written);
                break;
            }
        }
        Send(now);
    }

    private void Send(long now)
    {
        _cseq++;
        var expires = Expires is { } seconds ? $"Expires: {seconds}\r\n" : "";
        var headers = $"Max-Forwards: 70\r\nFrom: <sip:{_user}@{Domain}>;tag=r{_cseq}\r\nTo: <sip:{_user}@{Domain}>\r\n"
            + $"Call-ID: {_callId}\r\nCSeq: {_cseq} REGISTER\r\n{(Contact.Length > 0 ? $"Contact: {Contact}\r\n" : "")}"
            + $"User-Agent: handset\r\n{expires}{_credentials}";
        _layer.Send(
            new RequestContent
            {
                Method = SipMethod.Register,
                RequestUri = Encoding.ASCII.GetBytes($"sip:{Domain}"),
                Headers = Encoding.ASCII.GetBytes(headers),
            },
            _edge,
            1,
            now);
    }

    private static int Granted(in SipMessageView response)
    {
        foreach (var value in response.Values(HeaderId.Contact))
        {
            if (ContactView.TryParse(value, out var contact) && contact.Address.TryGetParameter("expires"u8, out var text))
            {
                return int.Parse(text, CultureInfo.InvariantCulture);
            }
        }
        return 0;
    }
}
