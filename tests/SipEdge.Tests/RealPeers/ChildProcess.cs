using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SipEdge.Tests.RealPeers;

/// <summary>A program the test started: its output as lines, a bounded wait for its end, and never a survivor.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _name;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _name = name;
    }

    public LineLog Output { get; } = new();

    public LineLog Errors { get; } = new();

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start }, Path.GetFileName(program));
        child._process.OutputDataReceived += (_, line) => AddLine(child.Output, line.Data);
        child._process.ErrorDataReceived += (_, line) => AddLine(child.Errors, line.Data);
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;

        static void AddLine(LineLog log, string? line)
        {
            if (line is not null)
            {
                log.Add(line);
            }
        }
    }

    /// <summary>Waits for the end and returns the exit code; all output has been read by then.</summary>
    public async Task<int> WaitForExit(TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_name} still runs after {timeout.TotalSeconds} s.\n{Output.Text}\n{Errors.Text}");
        }

        return _process.ExitCode;
    }

    public void Terminate()
    {
        if (!_process.HasExited && Kill(_process.Id, 15) != 0 && !_process.HasExited)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Could not send SIGTERM to {_name}");
        }
    }

    /// <summary>Ends it without a warning, and all that it started.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
