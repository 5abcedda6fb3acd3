using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>Copies out of messages what the record of a call will say, and tells it when the call ends.</summary>
internal static class StoryTeller
{
    public static void Begin(Call call, in SipMessageView invite, DateTimeOffset time, long now)
    {
        var story = call.Story;
        story.Id = Encoding.ASCII.GetString(call.Caller.LocalTag);
        story.Started = time;
        story.StartedAt = now;
        story.Called = SipUriView.TryParse(invite.RequestUri, out var uri) ? Text(uri.User) : "";
        story.Caller = Leg(invite, call.Caller.Peer, invite.CallId);
        call.Span = EdgeTracing.Begin(TransportName(call.Caller.Peer.Transport));
        call.Span?.SetTag("sipedge.call.id", story.Id);
    }

    /// <summary>The leg to a gateway, from the header lines that were just sent to it.</summary>
    public static void TellCallee(Call call, GatewayModel gateway, ReadOnlySpan<byte> sentLines, ReadOnlySpan<byte> callId)
    {
        var asserted = Value(sentLines, "P-Asserted-Identity: "u8);
        call.Story.Callee = new LegRecord(
            Text(callId), TransportName(gateway.Transport), gateway.Address.ToString(),
            NameAddressView.TryParse(Value(sentLines, "From: "u8), out var from) ? Text(from.Uri) : "",
            asserted.IsEmpty ? null : Text(asserted), MediaName(call.Callee));
        call.Span?.SetTag("sipedge.trunk.name", gateway.TrunkName);
        call.Span?.SetTag("server.address", gateway.Address.ToString());
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
            Caller = story.Caller! with { Media = MediaName(call.Caller) },
            Callee = story.Callee,
            Called = story.Called,
            Domain = call.Admission.Domain?.Name,
            Acl = call.Admission.Acl?.Name,
            Account = call.Admission.Account?.Name,
            CallerTrunk = call.Admission.Trunk?.Name,
            Route = call.Route!.Line.ToString(),
            AdmittedBy = call.Admission.Line.ToString(),
            Attempts = [.. story.Attempts],
            SetupSeconds = ((story.AnsweredAt == 0 ? now : story.AnsweredAt) - story.StartedAt) / 1000.0,
            TalkSeconds = story.AnsweredAt == 0 ? 0 : (now - story.AnsweredAt) / 1000.0,
            CallerMedia = callerMedia,
            CalleeMedia = calleeMedia,
        };
    }

    /// <summary>A refused attempt, as far as its message could be read.</summary>
    public static RefusalRecord Refusal(
        ReadOnlySpan<byte> id, in SipMessageView request, in Flow flow, in AdmissionDecision decision, ReasonCode reason, int status, ConfigLine line,
        DateTimeOffset time) => new()
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
            DecidedBy = line.ToString(),
        };

    private static LegRecord Leg(in SipMessageView invite, in Flow peer, ReadOnlySpan<byte> callId)
    {
        var asserted = invite.First(HeaderId.PAssertedIdentity);
        return new LegRecord(
            Text(callId), TransportName(peer.Transport), peer.Remote.ToString(), PresentedIn(invite),
            asserted.IsEmpty ? null : Text(asserted), "none");
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> name)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf("\r\n"u8);
            var line = end < 0 ? lines : lines[..end];
            if (line.StartsWith(name))
            {
                return line[name.Length..];
            }
            lines = end < 0 ? [] : lines[(end + 2)..];
        }
        return [];
    }

    private static string PresentedIn(in SipMessageView message) =>
        NameAddressView.TryParse(message.First(HeaderId.From), out var from) ? Text(from.Uri) : "";

    public static string MediaName(CallLeg leg) => leg.LocalAudio.Version == 0 ? "none" : leg.LocalAudio.Secure ? "srtp" : "rtp";

    public static string TransportName(TransportKind transport) => transport switch
    {
        TransportKind.Udp => "udp",
        TransportKind.Tcp => "tcp",
        _ => "tls",
    };

    private static string Text(ReadOnlySpan<byte> bytes) => PrintableText.Of(bytes);
}
