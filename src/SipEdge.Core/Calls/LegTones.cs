using SipEdge.Media.Relay;

namespace SipEdge.Core.Calls;

/// <summary>What the relay can say to a leg itself, and take from it, as its audio was agreed last. Plain data.</summary>
internal readonly record struct LegTones(MediaSessionId Session, bool TakesEvents, bool SendsEvents, bool TakesG711)
{
    public static LegTones Of(MediaSessionId session, in StreamSettings settings) => new(
        session,
        TakesEvents: settings.SendEventPayload != byte.MaxValue,
        SendsEvents: settings.EventPayload != byte.MaxValue,
        TakesG711: settings.SendPcma != byte.MaxValue || settings.SendPcmu != byte.MaxValue);
}
