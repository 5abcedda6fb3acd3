using System.Globalization;
using BenchmarkDotNet.Attributes;
using SipEdge.Core.Configuration;

namespace SipEdge.Bench;

/// <summary>Is this number ours? A hundred thousand of them, scattered.</summary>
[MemoryDiagnoser]
public class NumberBenchmarks
{
    private const int Owned = 100_000;

    private readonly NumberSet _owned = NumberSet.Compile(
        [.. Enumerable.Range(0, Owned).Select(i => string.Create(CultureInfo.InvariantCulture, $"+3120{Scatter(i):D7}"))]);

    private readonly byte[][] _numbers =
        [.. Enumerable.Range(0, 4096).Select(i => System.Text.Encoding.ASCII.GetBytes($"+3120{Scatter(i * 53):D7}"))];

    private int _next;

    [Benchmark]
    public bool FindNumber() => _owned.Contains(_numbers[_next++ & 4095]);

    private static int Scatter(int i) => (int)(i * 7_654_321L % 10_000_000);
}
