using BenchmarkDotNet.Attributes;
using SipEdge.Sip.Tests.Transactions;
using SipEdge.Sip.Transactions;

namespace SipEdge.Bench;

/// <summary>
/// The transactions of a call, both halves of each: parsing, matching, timers and writing of every message, without sockets.
/// </summary>
[MemoryDiagnoser]
public class TransactionBenchmarks
{
    private readonly DirectLink _link = new();
    private readonly TimerWheel _wheel = new(100_000);
    private long _now = 1;

    [GlobalSetup]
    public void Fill()
    {
        for (var timer = 0; timer < 100_000; timer++)
        {
            _wheel.Arm(timer, _now + (timer % 32_000));
        }

        for (var call = 0; call < 100; call++)
        {
            _link.Call();
        }
    }

    /// <summary>INVITE, 100, 180, 200, ACK, BYE, 200: seven messages, four transactions, and their end 32 s later.</summary>
    [Benchmark(OperationsPerInvoke = 7)]
    public int MessageOfACall()
    {
        _link.Call();
        return _link.Finals;
    }

    /// <summary>One timer armed and one run, among a hundred thousand.</summary>
    [Benchmark]
    public bool ArmAndExpire()
    {
        _now++;
        var ran = false;
        while (_wheel.TryExpire(_now, out var timer))
        {
            _wheel.Arm(timer, _now + 32_000);
            ran = true;
        }

        return ran;
    }
}
