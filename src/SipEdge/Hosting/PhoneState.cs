using System.Text.Json;
using Microsoft.Extensions.Logging;
using SipEdge.Core.Configuration;
using SipEdge.Core.Phones;
using SipEdge.Files;

namespace SipEdge.Hosting;

/// <summary>
/// Keeps registered phones over a restart: written once a minute and at the stop, read at the start, in the directory that the service
/// manager gives for such (STATE_DIRECTORY, systemd.exec(5)). What cannot be read or written costs the phones a wait until they register
/// again, and nothing else.
/// </summary>
internal sealed class PhoneState(string? directory, TimeProvider time, ILogger<PhoneState> log)
{
    private const string FileName = "phones.json";

    /// <summary>Ten thousand contacts are some four megabytes.</summary>
    private const long LongestFile = 256 * 1024 * 1024;

    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(1);

    private bool _failed;

    private string File => Path.Combine(directory!, FileName);

    /// <param name="environment">Reads a variable; several directories are separated by colons, and the first is ours.</param>
    public static PhoneState FromEnvironment(Func<string, string?> environment, TimeProvider time, ILogger<PhoneState> log) =>
        new(environment("STATE_DIRECTORY")?.Split(':') is [{ Length: > 0 } first, ..] ? first : null, time, log);

    /// <summary>Before anybody is told that the edge is ready.</summary>
    public async Task RestoreAsync(EdgeRuntime runtime, CancellationToken cancellation)
    {
        if (directory is null)
        {
            if (HasPhones(runtime.Model))
            {
                HostingLog.NoStateDirectory(log);
            }
            return;
        }
        if (Read() is { Count: > 0 } saved)
        {
            HostingLog.PhonesRestored(log, await runtime.RestorePhonesAsync(saved, cancellation).ConfigureAwait(false), saved.Count);
        }
    }

    /// <summary>Until the edge stops. The loop only copies; what is written is written here.</summary>
    public async Task RunAsync(EdgeRuntime runtime, CancellationToken stopping)
    {
        if (directory is null)
        {
            return;
        }
        using var timer = new PeriodicTimer(SaveEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                await SaveAsync(runtime, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await SaveAsync(runtime, CancellationToken.None).ConfigureAwait(false); // the last word
        }
    }

    private async Task SaveAsync(EdgeRuntime runtime, CancellationToken cancellation)
    {
        try
        {
            var phones = await runtime.SavedPhonesAsync(cancellation).ConfigureAwait(false);
            if (phones.Count == 0 && !System.IO.File.Exists(File))
            {
                return;
            }
            var content = JsonSerializer.SerializeToUtf8Bytes(
                new PhoneSnapshot(PhoneSnapshot.CurrentVersion, time.GetUtcNow(), phones), PhoneSnapshotJson.Default.PhoneSnapshot);
            using var held = DirectoryLock.Take(directory!);
            var rights = FileRights.Of(directory!) with { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            AtomicFile.Write(File, content, rights, held);
            _failed = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or TimeoutException)
        {
            if (!_failed)
            {
                HostingLog.PhonesNotSaved(log, File, failure.Message);
            }
            _failed = true; // once, until it works again
        }
    }

    private IReadOnlyList<SavedPhone> Read()
    {
        try
        {
            var file = new FileInfo(File);
            if (!file.Exists)
            {
                return [];
            }
            if (file.Length > LongestFile)
            {
                throw new JsonException("it is too long");
            }
            var snapshot = JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), PhoneSnapshotJson.Default.PhoneSnapshot);
            return snapshot is { Version: PhoneSnapshot.CurrentVersion }
                ? [.. snapshot.Phones.Where(static phone => phone is not null)]
                : throw new JsonException("it has another version");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            HostingLog.PhonesNotRead(log, File, failure.Message);
            return [];
        }
    }

    private static bool HasPhones(EdgeModel model) => model.Domains.Any(static domain => domain.Phones is not null);
}
