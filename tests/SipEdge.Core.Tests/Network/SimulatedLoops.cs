using SipEdge.Core.Calls;
using SipEdge.Core.Pipeline;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>
/// Several loops behind one address: each message goes to the loop that the router names, and what one loop tells another arrives a
/// few milliseconds later, in order, so that messages overtake it.
/// </summary>
internal sealed class SimulatedLoops : ILoopHandler
{
    private readonly EdgeRouter _router;
    private readonly SimulatedNode _node;
    private readonly Random _random;
    private readonly Queue<(ILoopCommand Command, long Due)>[] _told;
    private long _now;

    public SimulatedLoops(int loops, SimulatedNode node, int seed)
    {
        var moved = new MovedLegs();
        _router = new EdgeRouter(loops, moved);
        _node = node;
        _random = new Random(seed);
        _told = [.. Enumerable.Range(0, loops).Select(static _ => new Queue<(ILoopCommand, long)>())];
        Neighbours = new Neighbours(loops, moved, Post);
    }

    public Neighbours Neighbours { get; }

    public IReadOnlyList<ILoopHandler> Handlers { get; set; } = [];

    /// <summary>How long a note from loop to loop may take.</summary>
    public int Slowest { get; set; } = 3;

    public int Notes { get; private set; }

    public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now)
    {
        _now = now;
        Handlers[_router.LoopFor(message)].OnMessage(message, flow, now);
    }

    public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now) =>
        throw new InvalidOperationException("Only datagrams are sent between simulated loops");

    public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
    {
        foreach (var handler in Handlers)
        {
            handler.OnFlowClosed(flow, failure, now);
        }
    }

    public long OnTick(long now)
    {
        _now = now;
        var next = long.MaxValue;
        foreach (var told in _told)
        {
            while (told.TryPeek(out var note) && note.Due <= now)
            {
                told.Dequeue().Command.Run(now);
            }
        }
        foreach (var handler in Handlers)
        {
            next = Math.Min(next, handler.OnTick(now));
        }
        foreach (var told in _told)
        {
            next = told.TryPeek(out var note) ? Math.Min(next, note.Due) : next;
        }
        return next;
    }

    private void Post(int loop, ILoopCommand command)
    {
        var after = _told[loop].Count == 0 ? 0 : _told[loop].Max(static note => note.Due);
        _told[loop].Enqueue((command, Math.Max(after, _now + _random.Next(0, Slowest + 1))));
        Notes++;
        _node.Tick();
    }
}
