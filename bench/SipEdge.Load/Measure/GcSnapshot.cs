using System.Globalization;
using System.Net.Sockets;

namespace SipEdge.Load.Measure;

/// <summary>
/// What the garbage collector of the system under test has done since it started, as its start-up hook tells it.
/// </summary>
internal sealed record GcSnapshot(long AllocatedBytes, int[] Collections, double PauseMilliseconds, IReadOnlyList<GcPause> Pauses)
{
    /// <summary>Asks the hook (bench/SipEdge.GcProbe) over its local socket.</summary>
    internal static GcSnapshot Read(string socketPath)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        using var reader = new StreamReader(new NetworkStream(socket));
        string[] first = (reader.ReadLine() ?? throw new InvalidDataException("the start-up hook said nothing")).Split(' ');
        var pauses = new List<GcPause>();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(' ');
            pauses.Add(new(Number(fields[0]), (int)Number(fields[1]), Number(fields[2]) / 1e3));
        }

        return new(Number(first[0]), [(int)Number(first[1]), (int)Number(first[2]), (int)Number(first[3])],
            Number(first[4]) / 1e3, pauses);
    }

    /// <summary>What happened between an earlier snapshot and this one.</summary>
    internal GcFigures Since(GcSnapshot earlier, double seconds, long calls)
    {
        long last = earlier.Pauses.Count == 0 ? -1 : earlier.Pauses.Max(pause => pause.Collection);
        double[] pauses = [.. Pauses.Where(pause => pause.Collection > last).Select(pause => pause.Milliseconds).Order()];
        double At(double share) => pauses.Length == 0 ? 0 : pauses[Math.Max(0, (int)Math.Ceiling(pauses.Length * share) - 1)];
        long allocated = AllocatedBytes - earlier.AllocatedBytes;
        return new([.. Collections.Zip(earlier.Collections, (now, then) => now - then)],
            PauseMilliseconds - earlier.PauseMilliseconds,
            At(0.5), At(0.99), At(1), allocated, seconds, calls == 0 ? 0 : (double)allocated / calls);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

internal readonly record struct GcPause(long Collection, int Generation, double Milliseconds);

/// <summary>Collections by generation, pauses in milliseconds and allocated bytes in one window.</summary>
internal sealed record GcFigures(
    int[] Collections,
    double PauseTotal,
    double PauseP50,
    double PauseP99,
    double PauseLongest,
    long AllocatedBytes,
    double Seconds,
    double AllocatedPerCall);
