using System.Diagnostics;
using SipEdge.Media.Dtls;

namespace SipEdge.Media.Tests.Dtls;

/// <summary>Two associations and what is under way between them; datagrams may be lost, doubled and overtaken.</summary>
internal sealed class LossyWire(DtlsHandshake a, DtlsHandshake b, Random? random = null, double loss = 0)
{
    private readonly List<(DtlsHandshake To, byte[] Datagram)> _underWay = [];

    public int Longest { get; private set; }

    public int Sent { get; private set; }

    /// <summary>Goes on until both have ended, or nothing moves any more.</summary>
    public void Run(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        a.Start(Now);
        b.Start(Now);
        while (a.State == DtlsState.Handshaking || b.State == DtlsState.Handshaking)
        {
            Collect(a, b);
            Collect(b, a);
            if (_underWay.Count > 0)
            {
                Deliver();
                continue;
            }

            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                return;
            }

            Tick(a);
            Tick(b);
        }

        // The last flight, and the alert of a side that failed.
        Collect(a, b);
        Collect(b, a);
        while (_underWay.Count > 0)
        {
            Deliver();
            Collect(a, b);
            Collect(b, a);
        }
    }

    public static long Now => Stopwatch.GetTimestamp();

    private static void Tick(DtlsHandshake side)
    {
        if (side.WakeAt <= Now)
        {
            side.Tick(Now);
        }
    }

    private void Collect(DtlsHandshake from, DtlsHandshake to)
    {
        while (from.TryTakeDatagram(out var datagram))
        {
            Sent++;
            Longest = Math.Max(Longest, datagram.Length);
            var copies = random is null ? 1 : random.NextDouble() < loss ? 0 : random.Next(10) == 0 ? 2 : 1;
            for (; copies > 0; copies--)
            {
                _underWay.Add((to, datagram.ToArray()));
            }
        }
    }

    private void Deliver()
    {
        var next = random?.Next(Math.Min(2, _underWay.Count)) ?? 0;
        var (to, datagram) = _underWay[next];
        _underWay.RemoveAt(next);
        to.Take(datagram, Now);
    }
}
