// SPDX-FileCopyrightText: The Jewelbox authors
// SPDX-License-Identifier: Apache-2.0
// window.swift PROCESS SECONDS: waits until the process shows a window; fails when it shows none.
import CoreGraphics
import Foundation

let process = Int(CommandLine.arguments[1])!
let until = Date().addingTimeInterval(Double(CommandLine.arguments[2])!)
while Date() < until {
    let shown = CGWindowListCopyWindowInfo([.optionOnScreenOnly, .excludeDesktopElements], kCGNullWindowID)
    for window in shown as? [[String: Any]] ?? [] where window[kCGWindowOwnerPID as String] as? Int == process {
        print("The window: \(window[kCGWindowBounds as String] ?? "")")
        exit(0)
    }
    usleep(200_000)
}
print("no window")
exit(1)
