using System.Globalization;
using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>A carrier's registrar on the simulated network: answers as its plan says and remembers what it was asked.</summary>
internal sealed class SimulatedRegistrar : ITransactionUser, ILoopHandler
{
    private readonly TransactionLayer _layer;
    private readonly SimulatedNetwork _network;

    public SimulatedRegistrar(SocketEndpoint address, SimulatedNetwork network, int seed)
    {
        _network = network;
        Node = network.AddNode(address);
        Node.Handler = this;
        _layer = new TransactionLayer(Node, this, TransactionOptions.Default, 0, random: new Random(seed).NextBytes);
    }

    public SimulatedNode Node { get; }

    public DigestGuard? Guard { get; set; }

    /// <summary>0: as asked.</summary>
    public int Grants { get; set; }

    /// <summary>In place of 200.</summary>
    public Func<string, (int Status, string Headers)>? Answers { get; set; }

    public bool IsDead { get; set; }

    /// <summary>Every REGISTER that reached its user, retransmissions excluded.</summary>
    public List<(long At, string Text)> Asked { get; } = [];

    /// <summary>The end of the binding it keeps, on the network's clock; 0: none.</summary>
    public long BoundUntil { get; private set; }

    public string Contact { get; private set; } = "";

    public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now)
    {
        if (!IsDead)
        {
            _layer.OnMessage(message, flow, now);
        }
    }

    public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now) => _layer.OnSendFailed(token, failure, now);

    public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
    {
    }

    public long OnTick(long now) => _layer.OnTick(now);

    public bool MayAnswerMalformed(in Flow flow) => true;

    public void OnMalformed(in SipMessageView message, int status, in Flow flow, long now) =>
        throw new InvalidOperationException("The edge wrote something that is no SIP");

    public void OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        var text = Encoding.ASCII.GetString(request.Bytes);
        Asked.Add((now, text));
        if (request.Method != SipMethod.Register)
        {
            Respond(server, 200, "", now);
            return;
        }
        if (Guard?.Refuse(request) is { } challenge)
        {
            Respond(server, Guard.Status, challenge, now);
            return;
        }
        if (Answers is not null)
        {
            var (status, headers) = Answers(text);
            Respond(server, status, headers, now);
            return;
        }
        var asked = int.Parse(request.First(HeaderId.Expires), CultureInfo.InvariantCulture);
        var granted = asked == 0 || Grants == 0 ? asked : Grants;
        Contact = Encoding.ASCII.GetString(request.First(HeaderId.Contact));
        BoundUntil = granted == 0 ? 0 : now + (granted * 1000L);
        Respond(server, 200, granted == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"Contact: <sip:other@192.0.2.77>;expires=9\r\nContact: {Contact};expires={granted}\r\n"), now);
    }

    public void OnAck(in SipMessageView ack, in Flow flow, long now)
    {
    }

    public void OnCancel(TransactionId inviteServer, in SipMessageView cancel, in Flow flow, long now)
    {
    }

    public void OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now)
    {
    }

    public void OnTimeout(TransactionId client, long owner, long now)
    {
    }

    public void OnTransportFailed(TransactionId client, long owner, FlowFailure failure, long now)
    {
    }

    public void OnNoAck(TransactionId inviteServer, long owner, long now)
    {
    }

    /// <summary>The most that came within a minute.</summary>
    public int MostInAMinute() => Asked.Count == 0 ? 0 : Asked.Max(one => Asked.Count(other => other.At >= one.At && other.At < one.At + 60_000));

    private void Respond(TransactionId server, int status, string headers, long now) => _layer.Respond(server, new ResponseContent
    {
        Status = status,
        ToTag = Encoding.ASCII.GetBytes($"r{Asked.Count}"),
        Headers = Encoding.ASCII.GetBytes(headers),
    }, now);

    public long Now => _network.Clock.Now;
}
