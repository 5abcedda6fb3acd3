using SipEdge.Media.Relay;

namespace SipEdge.Core.Calls;

/// <summary>The relay's session of one media line of a call, and the edge's port on each leg; 0 where it has none.</summary>
internal readonly record struct CallSession(MediaSessionId Id, ushort CallerPort, ushort CalleePort)
{
    public bool IsOpen => !Id.IsNone;

    public ushort Port(CallSide side) => side == CallSide.Caller ? CallerPort : CalleePort;
}
