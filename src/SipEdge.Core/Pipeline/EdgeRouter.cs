using SipEdge.Core.Calls;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Which loop owns a message: the one that the edge's own Call-ID names, or a hash of the peer's. Every message of a dialog,
/// request or response, carries the same Call-ID, so it finds the same loop.
/// </summary>
public sealed class EdgeRouter(int loopCount) : ILoopRouter
{
    /// <summary>
    /// Has every registration of a phone: a phone that was started anew has a new Call-ID, and must meet what is known of it.
    /// </summary>
    public const int RegistrationLoop = 0;

    /// <summary>0 for a message without a readable Call-ID: any loop can say what is wrong with it.</summary>
    public int LoopFor(ReadOnlySpan<byte> message)
    {
        if (loopCount == 1)
        {
            return 0;
        }
        if (message.StartsWith("REGISTER "u8))
        {
            return RegistrationLoop;
        }
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        SipParser.Parse(message, slots, ParseLimits.Default, out var view);
        if (Identifiers.TryReadLoop(view.CallId, out var loop) && loop < loopCount)
        {
            return loop;
        }
        var hash = 2166136261u; // FNV-1a: spread, not secrecy; a peer that picks its loop gains nothing
        foreach (var octet in view.CallId)
        {
            hash = (hash ^ octet) * 16777619;
        }
        return (int)(hash % (uint)loopCount);
    }
}
