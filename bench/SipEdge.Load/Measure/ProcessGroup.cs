using System.Diagnostics;
using System.Globalization;

namespace SipEdge.Load.Measure;

/// <summary>
/// Processes of one system in a control group of their own, pinned to a core: their CPU counts together, children and threads
/// that have ended included, and none of them outlives <see cref="Dispose"/>.
/// </summary>
internal sealed class ProcessGroup : IDisposable
{
    private const string V1 = "/sys/fs/cgroup/cpuacct";
    private const string V2 = "/sys/fs/cgroup";
    private readonly string _folder;
    private readonly bool _first;
    private readonly int _core;

    /// <param name="name">Shown beside the figures.</param>
    /// <param name="run">Unique for this run; <c>bench/compare/run</c> removes what carries it, whatever happens here.</param>
    /// <param name="core">The core all processes are pinned to.</param>
    internal ProcessGroup(string name, string run, int core)
    {
        Name = name;
        _core = core;
        _first = File.Exists(Path.Combine(V1, "cpuacct.usage"));
        if (!_first && !File.Exists(Path.Combine(V2, "cgroup.controllers")))
        {
            throw new InvalidOperationException("no cgroup cpuacct (v1) and no cgroup v2: CPU cannot be counted");
        }

        _folder = Path.Combine(_first ? V1 : V2, $"{run}.{name}");
        Directory.CreateDirectory(_folder);
    }

    internal string Name { get; }

    internal int Core => _core;

    internal IReadOnlyList<int> Processes =>
        [.. File.ReadAllLines(Path.Combine(_folder, "cgroup.procs")).Select(line =>
            int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>User and system time of everything that ever ran in the group.</summary>
    internal double CpuSeconds
    {
        get
        {
            if (_first)
            {
                return long.Parse(File.ReadAllText(Path.Combine(_folder, "cpuacct.usage")), CultureInfo.InvariantCulture) / 1e9;
            }

            string usage = File.ReadLines(Path.Combine(_folder, "cpu.stat")).First(line =>
                line.StartsWith("usage_usec", StringComparison.Ordinal));
            return long.Parse(usage.AsSpan(11), CultureInfo.InvariantCulture) / 1e6;
        }
    }

    /// <summary>Proportional set size: shared pages are counted once over all processes.</summary>
    internal long PssKilobytes => Processes.Sum(process =>
    {
        string line = File.ReadLines($"/proc/{process}/smaps_rollup").First(text =>
            text.StartsWith("Pss:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(4, line.Length - 7).Trim(), CultureInfo.InvariantCulture);
    });

    internal int Descriptors => Processes.Sum(process => Directory.GetFiles($"/proc/{process}/fd").Length);

    /// <summary>Starts a process inside the group; its output goes to a file.</summary>
    internal void Start(string log, Dictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (string argument in (string[])["-c",
            "echo $$ > \"$1\"; shift; log=$1; shift; exec taskset -c \"$@\" >> \"$log\" 2>&1", "sh",
            Path.Combine(_folder, "cgroup.procs"), log, _core.ToString(CultureInfo.InvariantCulture), .. command])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start");
    }

    private Process? _process;

    internal bool HasExited => _process is null or { HasExited: true };

    /// <summary>SIGTERM to the first process, five seconds, then SIGKILL to all that are left.</summary>
    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _ = Sockets.Libc.Kill(_process.Id, 15);
            _process.WaitForExit(TimeSpan.FromSeconds(5));
        }

        for (int attempt = 0; attempt < 100 && Processes.Count > 0; attempt++)
        {
            foreach (int process in Processes)
            {
                _ = Sockets.Libc.Kill(process, 9);
            }

            Thread.Sleep(20);
        }

        _process?.Dispose();
        Directory.Delete(_folder);
    }
}
