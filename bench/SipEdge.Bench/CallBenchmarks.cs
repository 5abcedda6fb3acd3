using BenchmarkDotNet.Attributes;

namespace SipEdge.Bench;

/// <summary>All that the edge's own code does for one call: parse, admit, route, rewrite, two dialogs, records; no sockets.</summary>
[MemoryDiagnoser]
public class CallBenchmarks : IDisposable
{
    private readonly CallLife _life = new();

    [GlobalSetup]
    public void WarmUp()
    {
        for (var i = 0; i < 20_000; i++)
        {
            _life.Run();
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _life.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void CallFromInviteToBye() => _life.Run();
}
