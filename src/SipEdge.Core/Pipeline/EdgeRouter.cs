using SipEdge.Core.Calls;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Which loop owns a message. A response belongs to the loop that sent the request, which its branch names. A request belongs to the
/// loop that the edge's own Call-ID names, or that a hash of the peer's falls on; every message of a dialog carries the same Call-ID.
/// Of a leg that was moved to another loop the edge's own tag tells where it is.
/// </summary>
public sealed class EdgeRouter(int loopCount, MovedLegs moved) : ILoopRouter
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
        if (!view.IsRequest && TransactionBranch.TryParse(view.TopVia.Branch, out var branch) && branch.Loop < loopCount)
        {
            return branch.Loop;
        }
        return moved.TryFind(view.ToTag, out var loop) && loop < loopCount ? loop : Identifiers.LoopOf(view.CallId, loopCount);
    }
}
