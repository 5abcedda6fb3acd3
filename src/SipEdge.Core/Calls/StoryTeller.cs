using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Routing;
using SipEdge.Media.Relay;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>Copies out of messages what the record of a call will say, and tells it when the call ends.</summary>
internal static class StoryTeller
{
    private const string Srtp = "srtp";

    public static void Begin(Call call, in SipMessageView invite, DateTimeOffset time, long now)
    {
        var story = call.Story;
        story.Id = Encoding.ASCII.GetString(call.Caller.LocalTag);
        story.Started = time;
        story.StartedAt = now;
        story.Called = SipUriView.TryParse(invite.RequestUri, out var uri) ? Text(uri.User) : "";
        story.Caller = Leg(invite, call.Caller);
        call.Span = EdgeTracing.Begin(TransportName(call.Caller.Peer.Transport));
        call.Span?.SetTag("sipedge.call.id", story.Id);
    }

    /// <summary>A call that is made of two others: what they told of the legs that stay.</summary>
    public static void BeginJoined(Call call, Transfer transfer, DateTimeOffset time, long now)
    {
        var story = call.Story;
        var second = transfer.Second!;
        story.Id = Encoding.ASCII.GetString(call.Caller.LocalTag);
        story.Started = time;
        story.StartedAt = now;
        story.AttemptStartedAt = now;
        story.Called = second.Story.Called;
        story.Caller = LegOf(transfer.Old, transfer.Stays);
        story.Callee = LegOf(second, transfer.SecondReferrer.Other());
        story.CallerTls = TlsOf(transfer.Old, transfer.Stays);
        story.CalleeTls = TlsOf(second, transfer.SecondReferrer.Other());
        call.Span = EdgeTracing.Begin(TransportName(call.Caller.Peer.Transport));
        call.Span?.SetTag("sipedge.call.id", story.Id);
    }

    /// <summary>A call whose caller takes the place of a side of another: whom it is to hear.</summary>
    public static void BeginTakeOver(Call call, Transfer transfer)
    {
        call.Story.Callee = LegOf(transfer.Old, transfer.Stays);
        call.Story.CalleeTls = TlsOf(transfer.Old, transfer.Stays);
    }

    /// <summary>The transfer is done: each call names the other, and the new one the leg that came.</summary>
    public static void TellJoined(Call made, Transfer transfer)
    {
        made.Story.Caller = LegOf(transfer.Old, transfer.Stays);
        made.Story.CallerTls = TlsOf(transfer.Old, transfer.Stays);
        made.Story.TransferredFrom = transfer.Old.Story.Id;
        transfer.Old.Story.TransferredTo = made.Story.Id;
        if (transfer.Second is { } second)
        {
            second.Story.TransferredTo = made.Story.Id;
        }
    }

    /// <summary>It has taken that place: each call names the other.</summary>
    public static void TellTakeOver(Call made, Transfer transfer)
    {
        made.Story.TransferredFrom = transfer.Old.Story.Id;
        transfer.Old.Story.TransferredTo = made.Story.Id;
    }

    private static LegRecord? LegOf(Call call, CallSide side) => side == CallSide.Caller ? call.Story.Caller : call.Story.Callee;

    private static TlsSession? TlsOf(Call call, CallSide side) =>
        side == CallSide.Caller ? call.Story.CallerTls : call.Story.CalleeTls;

    /// <summary>The leg to a gateway, from the header lines that were just sent to it.</summary>
    public static void TellCallee(Call call, in PlannedAttempt attempt, SentIdentity told, ReadOnlySpan<byte> callId)
    {
        call.Story.Callee = new LegRecord(
            Text(callId), TransportName(attempt.Target.Transport), attempt.Target.AddressText, Text(told.FromUri),
            Asserted(told.Lines), told.IsPrivate, "none");
        call.Span?.SetTag("sipedge.trunk.name", attempt.Trunk.Id);
        call.Span?.SetTag("server.address", attempt.Target.AddressText);
    }

    public static CallRecord Tell(
        Call call, long now, MediaRecord? callerMedia, MediaRecord? calleeMedia)
    {
        var story = call.Story;
        return new CallRecord
        {
            Id = story.Id,
            Started = story.Started,
            Answered = story.Answered,
            Ended = story.At(now),
            Outcome = story.Answered is not null ? "answered" : story.Cancelled ? "cancelled" : "failed",
            Reason = ReasonCodes.Name(story.Reason),
            Status = story.Status,
            EndedBy = story.EndedBy,
            Caller = Heard(call, story.Caller!, MediaSide.A),
            Callee = story.Callee is null ? null : Heard(call, story.Callee, MediaSide.B),
            CallerTls = story.CallerTls,
            CalleeTls = story.CalleeTls,
            Called = story.Called,
            Emergency = story.Emergency,
            SipsDowngraded = story.SipsDowngraded,
            Domain = call.Admission.Domain?.Name,
            Acl = call.Admission.Acl?.Name,
            Account = call.Admission.Account?.Name,
            CallerTrunk = call.Admission.Trunk?.Name,
            CallerTrunkId = call.Admission.Trunk?.Id,
            Route = call.Route!.Line.ToString(),
            AdmittedBy = call.Admission.Line.ToString(),
            Attempts = [.. story.Attempts],
            Skipped = Skipped(call.Plan),
            EarlyDialogs = story.EarlyDialogs,
            Announcement = story.Announcement,
            TransferredFrom = story.TransferredFrom,
            TransferredTo = story.TransferredTo,
            SetupSeconds = ((story.AnsweredAt == 0 ? now : story.AnsweredAt) - story.StartedAt) / 1000.0,
            TalkSeconds = story.AnsweredAt == 0 ? 0 : (now - story.AnsweredAt) / 1000.0,
            DecidedBy = story.Answered is null ? story.DecidedBy : null,
            CallerMedia = callerMedia,
            CalleeMedia = calleeMedia,
        };
    }

    private static IReadOnlyList<SkippedRecord> Skipped(AttemptPlan plan) => plan.Skipped.Count == 0
        ? []
        : [.. plan.Skipped.Select(static skipped => new SkippedRecord(
            skipped.Trunk.Name, skipped.Gateway?.Name, skipped.Target?.Address.ToString(), ReasonCodes.Name(skipped.Reason)))];

    /// <summary>A refused attempt, as far as its message could be read.</summary>
    public static RefusalRecord Refusal(
        ReadOnlySpan<byte> id, in SipMessageView request, in Flow flow, in AdmissionDecision decision, ReasonCode reason,
        int status, ConfigLine line, DateTimeOffset time) => new()
        {
            Id = Text(id),
            Time = time,
            Method = Text(request.MethodName),
            Status = status,
            Reason = ReasonCodes.Name(reason),
            Transport = TransportName(flow.Transport),
            Source = flow.Remote.ToString(),
            Called = SipUriView.TryParse(request.RequestUri, out var uri) ? Text(uri.User) : "",
            From = PresentedIn(request),
            CallId = Text(request.CallId),
            Domain = decision.Domain?.Name,
            Trunk = decision.Trunk?.Name,
            TrunkId = decision.Trunk?.Id,
            DecidedBy = line.ToString(),
        };

    /// <summary>The caller as its own side has it: what it shows, and what of it is believed.</summary>
    private static LegRecord Leg(in SipMessageView invite, CallLeg leg)
    {
        var passage = new Passage(leg.Trunk, null, null, UriScheme.Sip, []);
        var asserted = leg.Trunk is { Identity: { TrustedInbound: true } rules }
            ? Asserted(CallerIdentity.Read(invite, rules.Accepts))
            : null;
        return new LegRecord(
            Text(invite.CallId), TransportName(leg.Peer.Transport), leg.Peer.Remote.ToString(), PresentedIn(invite), asserted,
            passage.Decide(invite).IsPrivate, "none");
    }

    private static LegRecord Heard(Call call, LegRecord leg, MediaSide side)
    {
        var story = call.Story;
        var line = call.VoiceLine;
        var media = MediaName(call, side);
        ref var heard = ref story.Heard(side);
        return leg with
        {
            Media = media,
            Codec = line >= 0 && call.Negotiation.Codec(line) is { Length: > 0 } codec ? codec : null,
            Suite = line >= 0 && media == Srtp ? call.Negotiation.Security(line, side) : null,
            EndToEnd = media == Srtp && call.Caller.Rules.Leg.EndToEnd && call.Callee.Rules.Leg.EndToEnd,
            Dtmf = ConfigNames.Dtmf.Name((side == MediaSide.A ? call.Caller : call.Callee).Rules.Leg.Dtmf),
            Timeouts = heard.Timeouts,
            TimedOutSince = heard.TimedOutSince == 0 ? null : story.At(heard.TimedOutSince),
            SourceMoves = heard.SourceMoves,
            Repaired = (side == MediaSide.A ? call.Caller : call.Callee).Repaired,
            MediaFailure = heard.Failure,
        };
    }

    private static string? Asserted(CallerIdentity identity) => (identity.SipUri.IsEmpty, identity.TelUri.IsEmpty) switch
    {
        (true, true) => null,
        (false, true) => Text(identity.SipUri),
        (true, false) => Text(identity.TelUri),
        _ => $"{Text(identity.SipUri)}, {Text(identity.TelUri)}",
    };

    /// <summary>The URIs of the identity headers that were written.</summary>
    private static string? Asserted(ReadOnlySpan<byte> lines)
    {
        string? all = null;
        for (var value = SentIdentity.NextValue(ref lines); !value.IsEmpty; value = SentIdentity.NextValue(ref lines))
        {
            if (NameAddressView.TryParse(value, out var address))
            {
                all = all is null ? Text(address.Uri) : $"{all}, {Text(address.Uri)}";
            }
        }
        return all;
    }

    private static string PresentedIn(in SipMessageView message) =>
        NameAddressView.TryParse(message.First(HeaderId.From), out var from) ? Text(from.Uri) : "";

    /// <summary>How a leg's media went, or "none" where nothing was agreed on.</summary>
    public static string MediaName(Call call, MediaSide side)
    {
        var line = call.VoiceLine;
        if (line < 0)
        {
            return "none";
        }
        var security = call.Negotiation.Security(line, side);
        return call.IsDirect ? "direct" : security switch
        {
            "" => "none",
            "rtp" or "udptl" or "dtls" => security,
            _ => Srtp,
        };
    }

    public static string TransportName(TransportKind transport) => transport switch
    {
        TransportKind.Udp => "udp",
        TransportKind.Tcp => "tcp",
        _ => "tls",
    };

    private static string Text(ReadOnlySpan<byte> bytes) => PrintableText.Of(bytes);
}
