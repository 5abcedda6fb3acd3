using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// The loops of one process, as far as they speak with each other: what one tells another runs on that one's thread, in the order in
/// which it was told. Filled before the first message, immutable afterwards.
/// </summary>
/// <param name="loops">How many there are.</param>
/// <param name="moved">Which legs are elsewhere.</param>
/// <param name="post">Has a loop run something.</param>
public sealed class Neighbours(int loops, MovedLegs moved, Action<int, ILoopCommand> post)
{
    private readonly (CallControl Control, ILoopHandler Handler)[] _members = new (CallControl, ILoopHandler)[loops];

    public MovedLegs Moved => moved;

    /// <summary>For loops that nobody has introduced to each other.</summary>
    public static Neighbours Strangers(int loops) =>
        new(loops, new MovedLegs(), static (_, _) => throw new InvalidOperationException("These loops do not know each other"));

    internal void Join(int loop, CallControl control, ILoopHandler handler) => _members[loop] = (control, handler);

    /// <summary>Where the dialog with this Call-ID lives, one of whose tags is the edge's own.</summary>
    internal int LoopOf(ReadOnlySpan<byte> callId, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> otherTag) =>
        moved.TryFind(tag, out var loop) || moved.TryFind(otherTag, out loop) ? loop : Identifiers.LoopOf(callId, loops);

    internal void Tell(int loop, Action<CallControl, long> what) => post(loop, new Note(_members[loop].Control, what));

    /// <summary>A message that came to the wrong loop while its leg was on the way.</summary>
    internal void Forward(int loop, ReadOnlySpan<byte> message, Flow flow)
    {
        var (copy, handler) = (message.ToArray(), _members[loop].Handler);
        post(loop, new Note(_members[loop].Control, (_, now) => handler.OnMessage(copy, flow, now)));
    }

    private sealed class Note(CallControl to, Action<CallControl, long> what) : ILoopCommand
    {
        public void Run(long now) => what(to, now);
    }
}
