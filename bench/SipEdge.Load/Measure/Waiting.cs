using SipEdge.Load.Sockets;

namespace SipEdge.Load.Measure;

/// <summary>
/// How the generator passes the time when nothing is due. By default it sleeps until a datagram or a deadline; spinning never
/// lets its core go idle, so that the system under test does not pay for waking it (a network card asks for no such thing), and
/// is what the headroom is then read from: the share of the time in rounds that found nothing to do.
/// </summary>
internal sealed class Waiting
{
    private long _mark = Clock.Now;
    private long _idle;
    private long _since = Clock.Now;

    internal bool Spin { get; set; }

    /// <summary>Share of the time since <see cref="Restart"/> in which there was nothing to do, 0 to 1.</summary>
    internal double Headroom
    {
        get
        {
            long elapsed = Clock.Now - _since;
            return elapsed <= 0 ? 1 : (double)_idle / elapsed;
        }
    }

    internal void Restart()
    {
        _since = _mark = Clock.Now;
        _idle = 0;
    }

    internal unsafe void Turn(bool busy, long due, int first, int second)
    {
        if (!busy && !Spin)
        {
            Sleep(due, first, second);
        }

        // A round that found nothing counts as idle whole, the sleep included.
        long now = Clock.Now;
        if (!busy)
        {
            _idle += now - _mark;
        }

        _mark = now;
    }

    private static unsafe void Sleep(long due, int first, int second)
    {
        long wait = Math.Clamp(due - Clock.Now, 0, 100 * Clock.Millisecond);
        var time = new Libc.TimeSpec { Nanoseconds = wait };
        var entries = stackalloc Libc.PollEntry[2];
        entries[0] = new Libc.PollEntry { Descriptor = first, Events = Libc.PollIn };
        entries[1] = new Libc.PollEntry { Descriptor = second, Events = Libc.PollIn };
        _ = Libc.Poll(entries, 2, &time, null);
    }
}
