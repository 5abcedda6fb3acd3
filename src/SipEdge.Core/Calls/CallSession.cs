using SipEdge.Media.Relay;

namespace SipEdge.Core.Calls;

/// <summary>
/// The relay's session of one media line of a call: what it is bound to, and the edge's port on each leg; 0 where it has none.
/// </summary>
internal readonly record struct CallSession(
    MediaSessionId Id, MediaAddresses Addresses, ushort CallerPort, ushort CalleePort)
{
    public bool IsOpen => !Id.IsNone;
}
