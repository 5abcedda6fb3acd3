using System.Diagnostics;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Policy;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Routing;
using SipEdge.Core.Trunks;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// A call: two legs, the media between them, and what its record will say. Plain data that the table lends out and takes
/// back; the decisions are <see cref="CallMachine"/>'s, the acts <see cref="CallControl"/>'s.
/// Owned by the loop that owns the caller's Call-ID.
/// </summary>
internal sealed class Call(int slot, BufferPool buffers, NegotiationScratch scratch)
{
    /// <summary>UPDATE and INFO requests under way at once on one call; one more is answered 500 with Retry-After.</summary>
    public const int MaxExchanges = 4;

    public int Slot { get; } = slot;

    /// <summary>Grows with every use of the slot, so that a late event never finds another call.</summary>
    public int Generation { get; set; }

    /// <summary>The table has lent it out.</summary>
    public bool InUse { get; set; }

    public CallState State;

    /// <summary>The snapshot that the call was admitted with; a reload does not change a call that lives.</summary>
    public EdgeModel Model { get; set; } = EdgeModel.Default;

    public CallLeg Caller { get; private set; } = new(buffers);
    public CallLeg Callee { get; private set; } = new(buffers);

    /// <summary>The transfer that this call is part of; null in a plain call.</summary>
    public Transfer? Transfer { get; set; }

    /// <summary>Who was told by a passed REFER to take the place of a side of this call.</summary>
    public LegPeer? Granted { get; set; }

    /// <summary>It stands for a call of another loop, one leg of which is here; null for a call of this loop's own.</summary>
    public Guest? Guest { get; set; }

    /// <summary>Where it rings, until it is answered.</summary>
    public EarlyDialogs Early { get; } = new(buffers);

    /// <summary>The INVITE that opened the call, kept until it has its final response.</summary>
    public HeldBytes Invite;

    /// <summary>The INVITE exchange under way: the first one, later a re-INVITE.</summary>
    public Exchange InviteExchange;

    /// <summary>What a side says of where it is, and has not been answered.</summary>
    public PendingTarget PendingTarget;

    /// <summary>What it takes of the trunk it came from.</summary>
    public CallShare InboundShare;

    /// <summary>What it takes of the trunk that is being tried.</summary>
    public CallShare OutboundShare;

    /// <summary>Of the group it was sent to.</summary>
    public CallShare GroupShare;

    public Exchange[] Exchanges { get; } = new Exchange[MaxExchanges];

    public AdmissionDecision Admission { get; set; }

    /// <summary>What number it leaves with.</summary>
    public CallerIdDecision CallerId { get; set; }

    /// <summary>Null only in the table.</summary>
    public RouteModel? Route { get; set; }

    public bool IsEcho => Route is { IsEcho: true };

    /// <summary>Where it is tried, and how far that went; empty for the built-in destination.</summary>
    public AttemptPlan Plan { get; } = new();

    /// <summary>What is being tried, or has answered.</summary>
    public PlannedAttempt Current => Plan.Current;

    /// <summary>It sent a provisional response.</summary>
    public bool AttemptHeard { get; set; }

    /// <summary>It was given up and cancelled; the next one waits for it to be settled.</summary>
    public bool Settling { get; set; }

    /// <summary>How it went to its address; nothing once it is known how that ended.</summary>
    public CircuitTicket Ticket { get; set; }

    /// <summary>The INVITE client transaction of that attempt.</summary>
    public TransactionId AttemptClient { get; set; }

    /// <summary>CSeq of that INVITE: each answer to a challenge takes the next (RFC 3261 §22.2).</summary>
    public uint InviteCSeq { get; set; }

    /// <summary>How the caller is told of ringing.</summary>
    public CallerRings Rings { get; set; }

    /// <summary>The PRACK that told the callee an answer.</summary>
    public TransactionId AnswerPrack { get; set; }

    /// <summary>The callee's 2xx, while the caller cannot be told of it yet.</summary>
    public HeldBytes HeldAnswer;

    /// <summary>CSeq of the re-INVITE under way on the leg that answers it.</summary>
    public uint ReinviteCSeq { get; set; }

    /// <summary>What the legs have said about media and agreed on.</summary>
    public MediaNegotiation Negotiation { get; } = new(scratch);

    /// <summary>One for each line of it that the relay carries.</summary>
    public CallSession[] Sessions { get; } = new CallSession[MediaNegotiation.MaxLines];

    /// <summary>Media goes from peer to peer (V-23).</summary>
    public bool IsDirect => !IsEcho && Caller.Rules.Leg.Direct && Callee.Rules.Leg.Direct;

    /// <summary>The line that is spoken on, else any that was agreed on; -1 without.</summary>
    public int VoiceLine
    {
        get
        {
            var any = -1;
            for (var line = 0; line < MediaNegotiation.MaxLines; line++)
            {
                if (Negotiation.Security(line, MediaSide.A).Length > 0)
                {
                    if (Negotiation.Kind(line) == MediaKind.Audio)
                    {
                        return line;
                    }
                    any = line;
                }
            }
            return any;
        }
    }

    /// <summary>Whether it gets on.</summary>
    public WedgeWatch Watch;

    /// <summary>By <see cref="CallTimer"/>; <see cref="long.MaxValue"/> where one is not armed.</summary>
    public long[] Deadlines { get; } = NoDeadlines();

    /// <summary>What the record will say; made when the call begins, completed when it ends.</summary>
    public CallStory Story { get; } = new();

    /// <summary>The span of the attempt under way, when somebody listens.</summary>
    public Activity? Span { get; set; }

    /// <summary>The caller hears an announcement until the callee is heard.</summary>
    public bool PlaysEarly { get; set; }

    private static long[] NoDeadlines()
    {
        var deadlines = new long[CallTimers.Count];
        deadlines.AsSpan().Fill(long.MaxValue);
        return deadlines;
    }

    /// <summary>A request was sent again: whatever waited for the old transaction waits for the new one.</summary>
    public void Replace(TransactionId old, TransactionId again)
    {
        AttemptClient = AttemptClient == old ? again : AttemptClient;
        AnswerPrack = AnswerPrack == old ? again : AnswerPrack;
        if (Transfer is { } transfer && transfer.JoinClient == old)
        {
            transfer.JoinClient = again;
        }
        InviteExchange.Client = InviteExchange.Client == old ? again : InviteExchange.Client;
        foreach (ref var exchange in Exchanges.AsSpan())
        {
            exchange.Client = exchange.Client == old ? again : exchange.Client;
        }
    }

    public CallLeg Leg(CallSide side) => side == CallSide.Caller ? Caller : Callee;

    /// <summary>Takes over a leg of another call, which gets this call's in its place.</summary>
    public void TakeLeg(CallSide side, Call from, CallSide fromSide)
    {
        var taken = from.Leg(fromSide);
        from.SetLeg(fromSide, Leg(side));
        SetLeg(side, taken);
    }

    private void SetLeg(CallSide side, CallLeg leg)
    {
        if (side == CallSide.Caller)
        {
            Caller = leg;
        }
        else
        {
            Callee = leg;
        }
    }

    public void Clear()
    {
        Transfer = null;
        Granted = null;
        Guest = null;
        State = CallState.Calling;
        Model = EdgeModel.Default;
        Caller.Clear();
        Callee.Clear();
        Early.Clear();
        Invite.Clear(buffers);
        InviteExchange.End(buffers);
        PendingTarget.End(buffers);
        foreach (ref var exchange in Exchanges.AsSpan())
        {
            exchange.End(buffers);
        }
        InboundShare.Give();
        OutboundShare.Give();
        GroupShare.Give();
        Admission = default;
        CallerId = default;
        Route = null;
        Plan.Clear();
        AttemptHeard = false;
        Settling = false;
        Ticket = default;
        AttemptClient = TransactionId.None;
        InviteCSeq = 0;
        ReinviteCSeq = 0;
        Rings = CallerRings.Plainly;
        HeldAnswer.Clear(buffers);
        AnswerPrack = TransactionId.None;
        Array.Clear(Sessions);
        Negotiation.Reset();
        Deadlines.AsSpan().Fill(long.MaxValue);
        Watch = default;
        PlaysEarly = false;
        Story.Clear();
        Span = null;
    }
}
