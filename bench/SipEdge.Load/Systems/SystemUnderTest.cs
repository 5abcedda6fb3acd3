using SipEdge.Load.Measure;
using SipEdge.Load.Sockets;

namespace SipEdge.Load.Systems;

/// <summary>What the system is configured to do with a call.</summary>
internal enum Variant
{
    /// <summary>Address entry, stateful, dialog, digest 407; calls carry no description.</summary>
    B,

    /// <summary>B, and From and P-Asserted-Identity rewritten and media anchored.</summary>
    C,
}

/// <summary>One of the systems compared: its processes, running or not.</summary>
internal abstract class SystemUnderTest(RunContext context) : IDisposable
{
    private readonly List<ProcessGroup> _groups = [];

    internal abstract string Name { get; }

    /// <summary>Where it listens for SIP over UDP.</summary>
    internal abstract Ipv4Endpoint Sip { get; }

    /// <summary>Seconds of calls before figures are taken.</summary>
    internal virtual int WarmUpSeconds => 3;

    internal IReadOnlyList<ProcessGroup> Groups => _groups;

    internal double CpuSeconds => _groups.Sum(group => group.CpuSeconds);

    internal long PssKilobytes => _groups.Sum(group => group.PssKilobytes);

    internal int Descriptors => _groups.Sum(group => group.Descriptors);

    protected RunContext Context { get; } = context;

    internal abstract void Start(Variant variant);

    /// <summary>Null for what is not .NET.</summary>
    internal virtual GcSnapshot? ReadGc() => null;

    internal void Stop()
    {
        foreach (var group in _groups)
        {
            group.Dispose();
        }

        _groups.Clear();
    }

    internal void CheckAlive()
    {
        foreach (var group in _groups)
        {
            if (group.HasExited)
            {
                throw new InvalidOperationException($"{group.Name} has ended; see {Context.LogOf(group.Name)}");
            }
        }
    }

    public void Dispose() => Stop();

    protected ProcessGroup AddGroup(string name)
    {
        var group = new ProcessGroup(name, Context.Run, Context.SystemCore);
        _groups.Add(group);
        return group;
    }
}

/// <summary>Where things are in this run.</summary>
/// <param name="Run">Unique name; control groups carry it.</param>
/// <param name="Root">The repository.</param>
/// <param name="Home">bench/compare.</param>
/// <param name="Scratch">For logs and generated configuration.</param>
/// <param name="SystemCore">The core of the system under test.</param>
internal sealed record RunContext(string Run, string Root, string Home, string Scratch, int SystemCore)
{
    internal string LogOf(string process) => Path.Combine(Scratch, process + ".log");
}
