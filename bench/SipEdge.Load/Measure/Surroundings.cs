using System.Globalization;
using System.Security.Cryptography;

namespace SipEdge.Load.Measure;

/// <summary>
/// How fast the measured core was around a measurement, and what else ran on it. The core of a shared machine slows by up to 1.9x
/// for seconds: a fixed piece of work before and after tells.
/// </summary>
/// <param name="WorkBefore">Milliseconds the fixed work took before the measurement (best of five).</param>
/// <param name="WorkAfter">The same after it.</param>
/// <param name="Foreign">Share of the core used by anything but the system under test.</param>
/// <param name="Stolen">Share of the core that the hypervisor gave to others.</param>
internal sealed record Surroundings(double WorkBefore, double WorkAfter, double Foreign, double Stolen);

/// <summary>
/// Takes <see cref="Surroundings"/>: construct before the measurement, <see cref="Open"/> and <see cref="Close"/> around its
/// window.
/// </summary>
internal sealed class SurroundingsProbe
{
    private static readonly byte[] Work = new byte[64 * 1024];
    private readonly int _core;
    private readonly double _before;
    private (long Busy, long Stolen) _open;
    private (long Busy, long Stolen) _close;
    private long _openAt;
    private long _closeAt;

    internal SurroundingsProbe(int core)
    {
        _core = core;
        _before = FixedWork(core);
    }

    internal void Open()
    {
        _open = ReadCore();
        _openAt = Clock.Now;
    }

    internal void Close()
    {
        _close = ReadCore();
        _closeAt = Clock.Now;
    }

    internal Surroundings Finish(double systemCpuSeconds)
    {
        double seconds = (double)(_closeAt - _openAt) / Clock.Second;
        double busy = (_close.Busy - _open.Busy) / 100.0;
        double stolen = (_close.Stolen - _open.Stolen) / 100.0;
        return new(_before, FixedWork(_core), Math.Max(0, busy - systemCpuSeconds) / seconds, stolen / seconds);
    }

    private (long Busy, long Stolen) ReadCore()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"cpu{_core} ");
        string[] fields = File.ReadLines("/proc/stat").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ');
        long Field(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
        return (Field(1) + Field(2) + Field(3) + Field(6) + Field(7), Field(8));
    }

    private static double FixedWork(int core)
    {
        double best = double.MaxValue;
        var thread = new Thread(() =>
        {
            CoreAffinity.PinThread(core);
            for (int attempt = 0; attempt < 5; attempt++)
            {
                long start = Clock.Now;
                for (int i = 0; i < 100; i++)
                {
                    SHA256.HashData(Work);
                }

                best = Math.Min(best, (double)(Clock.Now - start) / Clock.Millisecond);
            }
        });
        thread.Start();
        thread.Join();
        return best;
    }
}
