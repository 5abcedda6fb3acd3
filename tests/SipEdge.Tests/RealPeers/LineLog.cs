namespace SipEdge.Tests.RealPeers;

/// <summary>Lines in the order they came, and a way to wait for one. Written by reader threads, read by the test.</summary>
internal sealed class LineLog
{
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];

    public string[] Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public string Text => string.Join('\n', Lines);

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
            foreach (var waiter in _waiting.Where(waiter => waiter.Wanted(line)).ToArray())
            {
                _waiting.Remove(waiter);
                waiter.Found.SetResult(line);
            }
        }
    }

    /// <summary>The first line, old or new, that is wanted.</summary>
    public Task<string> WaitFor(Func<string, bool> wanted, TimeSpan timeout, Func<string> what)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lines)
        {
            if (_lines.Find(line => wanted(line)) is { } old)
            {
                return Task.FromResult(old);
            }

            _waiting.Add((wanted, found));
        }

        return Wait();

        async Task<string> Wait()
        {
            try
            {
                return await found.Task.WaitAsync(timeout);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Not within {timeout.TotalSeconds} s: {what()}\nWhat came:\n{Text}");
            }
        }
    }
}
