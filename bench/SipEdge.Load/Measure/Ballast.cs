namespace SipEdge.Load.Measure;

/// <summary>
/// Threads that do nothing but take turns on a core: they make a system's core slow, so that one generator can offer it several times
/// what it can take.
/// </summary>
internal sealed class Ballast : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _stop;

    internal Ballast(int threads, int core)
    {
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => Spin(core)) { IsBackground = true })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    public void Dispose()
    {
        _stop = true;
        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Spin(int core)
    {
        CoreAffinity.PinThread(core);
        while (!_stop)
        {
            Thread.SpinWait(1000);
        }
    }
}
