using SipEdge.Sip.Transport;

namespace SipEdge.Hosting;

/// <summary>Something to do on a loop's thread that nobody waits for.</summary>
internal sealed class LoopAction(Action<long> act) : ILoopCommand
{
    public void Run(long now) => act(now);
}
