using SipEdge.Sip.Transport;

namespace SipEdge.Hosting;

/// <summary>A question put to a loop: runs on its thread, and the answer is awaited elsewhere.</summary>
internal sealed class LoopQuery<T>(Func<long, T> ask) : ILoopCommand
{
    // The asker goes on on a pool thread: a loop never runs foreign continuations.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public void Run(long now) => _answer.TrySetResult(ask(now));
}
